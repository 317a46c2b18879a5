package io.understudy.tables;

import io.understudy.protocol.Entry;
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
  private final Map<String, List<CopyRecord.OfRequest>> messages = new LinkedHashMap<>();
  private final List<RemovalRow> removals = new ArrayList<>();
  private final List<Entry> requests = new ArrayList<>();

  CopyRows(EntityManager entities) {
    this.entities = entities;
    types = new DataObjectTypes(entities);
  }

  /** Whether it is such a record; otherwise JPA has to make an object of it. */
  boolean take(CopyRecord record) {
    if (record instanceof CopyRecord.OfRequest request) {
      return messages.computeIfAbsent(request.clientId(), client -> new ArrayList<>()).add(request);
    }
    if (record instanceof CopyRecord.OfRemoval removal) {
      removals.add(new RemovalRow(removal));
      return true;
    }
    if (record instanceof CopyRecord.OfEntry of && of.entry().kind() != Entry.Kind.EPOCH) {
      return requests.add(of.entry());
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
    MessageTableBean.add(entities, messages.values());
    RemovalRow.write(entities, removals);
  }

  /** Those to be executed when all rows are there; what else was decided came with the rows. */
  List<Entry> requests() {
    return requests.stream().filter(entry -> entry.kind() == Entry.Kind.REQUEST).toList();
  }
}
