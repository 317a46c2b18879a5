package io.understudy.tables.entities;

import io.understudy.api.DataObject;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;

@Entity
@IdClass(Composite.Key.class)
public class Composite extends DataObject {
  @Id private long one;
  @Id private long two;

  /** Both of them. */
  public static class Key {
    private long one;
    private long two;

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && one == that.one && two == that.two;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(one * 31 + two);
    }
  }
}
