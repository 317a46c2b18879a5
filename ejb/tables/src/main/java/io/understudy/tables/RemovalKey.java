package io.understudy.tables;

import io.understudy.protocol.Payload;
import io.understudy.tables.service.ObjectKey;
import jakarta.persistence.EntityManager;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names an object that is gone. Fields, since JPA wants an id class so. */
public class RemovalKey {
  private String entity;
  private String id;

  protected RemovalKey() {}

  RemovalKey(String entity, String id) {
    this.entity = entity;
    this.id = id;
  }

  static RemovalKey of(EntityManager entities, ObjectKey object) {
    String id = PortableValue.of(object.id()).text();
    return new RemovalKey(
        DataObjectTypes.nameOf(entities, object.type()),
        id.length() <= Limits.OBJECT_ID ? id : digest(id));
  }

  private static String digest(String id) {
    try {
      byte[] bytes = MessageDigest.getInstance("SHA-256").digest(Payload.of(id).bytes());
      return HexFormat.of().formatHex(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  String entity() {
    return entity;
  }

  String id() {
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RemovalKey that && entity.equals(that.entity) && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return entity.hashCode() * 31 + id.hashCode();
  }
}
