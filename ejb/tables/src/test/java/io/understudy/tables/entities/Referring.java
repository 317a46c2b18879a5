package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
@Access(AccessType.PROPERTY)
public class Referring extends DataObject {
  private long id;
  private Plain plain;

  @Id
  public long getId() {
    return id;
  }

  public void setId(long id) {
    this.id = id;
  }

  @ManyToOne
  public Plain getPlain() {
    return plain;
  }

  public void setPlain(Plain plain) {
    this.plain = plain;
  }
}
