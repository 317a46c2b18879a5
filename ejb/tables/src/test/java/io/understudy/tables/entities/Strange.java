package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Locale;

@Entity
public class Strange extends DataObject {
  @Id private long id;
  private Locale locale;
}
