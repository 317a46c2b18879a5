package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;

@Entity
public class Collecting extends DataObject {
  @Id private long id;
  @ElementCollection private List<String> names;
}
