package io.understudy.container;

import io.understudy.store.StoredObject;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Tries to change data objects outside of a mutation, as no part of an application may (R11). */
@Stateless
public class Intruder {
  @PersistenceContext private EntityManager entities;

  public void remove(String key) {
    entities.remove(entities.find(StoredObject.class, key));
  }

  public void removeByJpql() {
    entities.createQuery("delete from StoredObject o").executeUpdate();
  }

  public void removeBySql() {
    entities.createNativeQuery("delete from STORED_OBJECT").executeUpdate();
  }
}
