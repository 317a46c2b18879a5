package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;

@Entity
public class Plain extends DataObject {
  @Id private String id;
  private int count;
  private BigDecimal amount;
  private byte[] picture;
  private Colour colour;

  /** As a value. */
  public enum Colour {
    RED
  }
}
