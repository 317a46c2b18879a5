package io.understudy.tables;

import io.understudy.protocol.copy.CopyRecord;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of a page that go into the database as rows, all of a kind in one round trip. */
final class CopyRows {
  private final EntityManager entities;
  private final DataObjectTypes types;
  private final Map<String, Optional<PlainEntity>> plain = new HashMap<>();
  private final Map<PlainEntity, List<CopyRecord.OfObject>> objects = new LinkedHashMap<>();
  private final List<MessageRow> messages = new ArrayList<>();

  CopyRows(EntityManager entities) {
    this.entities = entities;
    types = new DataObjectTypes(entities);
  }

  /** Whether it is such a record; otherwise JPA has to make an object of it. */
  boolean take(CopyRecord record) {
    if (record instanceof CopyRecord.OfRequest request) {
      messages.add(new MessageRow(request));
      return true;
    }
    if (!(record instanceof CopyRecord.OfObject object)) {
      return false;
    }
    Optional<PlainEntity> entity =
        plain.computeIfAbsent(object.entity(), name -> PlainEntity.of(entities, types.named(name)));
    entity.ifPresent(its -> objects.computeIfAbsent(its, first -> new ArrayList<>()).add(object));
    return entity.isPresent();
  }

  void write() {
    objects.forEach((entity, all) -> entity.insert(entities, all));
    RowInsert.insert(entities, MessageRow.INSERT, messages);
  }
}
