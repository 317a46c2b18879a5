package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Refers to its like by way of what is embedded in it. */
@Entity
public class Circular extends DataObject {
  @Id private long id;
  @Embedded private Link link;
}
