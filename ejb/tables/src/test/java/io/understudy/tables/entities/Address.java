package io.understudy.tables.entities;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;

/** Embedded, with another one in it. */
@Embeddable
public class Address {
  private String street;
  @Embedded private Place place;

  protected Address() {}

  public Address(String street, Place place) {
    this.street = street;
    this.place = place;
  }
}
