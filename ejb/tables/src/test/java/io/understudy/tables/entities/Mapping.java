package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Map;

/** Has values by keys. */
@Entity
public class Mapping extends DataObject {
  @Id private long id;
  @ElementCollection private Map<String, Integer> counts;
}
