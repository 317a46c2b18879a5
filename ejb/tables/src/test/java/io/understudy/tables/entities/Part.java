package io.understudy.tables.entities;

import jakarta.persistence.Embeddable;

@Embeddable
public class Part {
  private int value;
}
