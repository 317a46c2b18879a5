package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToOne;

/** Of one author at most, who knows of it. */
@Entity
public class Desk extends DataObject {
  @Id private int number;
  @OneToOne private Author owner;
  @Embedded private Drawer drawer;

  protected Desk() {}

  public Desk(int number, Author owner, Drawer drawer) {
    this.number = number;
    this.owner = owner;
    this.drawer = drawer;
  }
}
