package io.understudy.tables.entities;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import java.util.List;

/** Embedded, with a collection in it. */
@Embeddable
public class Drawer {
  private String label;
  @ElementCollection private List<String> contents;

  public Drawer() {}

  public Drawer(String label, List<String> contents) {
    this.label = label;
    this.contents = contents;
  }
}
