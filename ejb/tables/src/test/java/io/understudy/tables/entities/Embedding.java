package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class Embedding extends DataObject {
  @Id private long id;
  @Embedded private Part part;
}
