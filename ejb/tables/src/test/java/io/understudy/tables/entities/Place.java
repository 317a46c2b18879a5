package io.understudy.tables.entities;

import jakarta.persistence.Embeddable;
import java.math.BigDecimal;

/** Embedded in what is embedded. */
@Embeddable
public class Place {
  private String town;
  private BigDecimal latitude;

  protected Place() {}

  public Place(String town, BigDecimal latitude) {
    this.town = town;
    this.latitude = latitude;
  }
}
