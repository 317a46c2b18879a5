package io.understudy.tables.entities;

import jakarta.persistence.Entity;

@Entity
public class Child extends Parent {
  private int more;
}
