package io.understudy.tables.entities;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class Foreign {
  @Id private long id;
}
