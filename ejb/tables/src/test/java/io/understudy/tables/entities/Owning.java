package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.List;

/** Refers to many, which do not refer back. */
@Entity
public class Owning extends DataObject {
  @Id private long id;
  @OneToMany private List<Plain> plains;
}
