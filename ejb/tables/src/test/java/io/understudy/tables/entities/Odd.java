package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Locale;

/** Has something strange embedded in it. */
@Entity
public class Odd extends DataObject {
  @Id private long id;
  @Embedded private Part part;

  /** With what no copy carries. */
  @Embeddable
  public static class Part {
    private Locale locale;
  }
}
