package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;

/** Has an embedded id. */
@Entity
public class Keyed extends DataObject {
  @EmbeddedId private Key id;

  /** Of one part. */
  @Embeddable
  public static class Key {
    private long part;

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && part == that.part;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(part);
    }
  }
}
