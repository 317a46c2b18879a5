package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class Parent extends DataObject {
  @Id private long id;
}
