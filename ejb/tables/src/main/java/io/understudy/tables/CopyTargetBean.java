package io.understudy.tables;

import io.understudy.api.DataObject;
import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import io.understudy.protocol.TableSize;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.tables.service.ServiceExtension;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Loads a full copy into this instance's database, which is marked until all is there: a page and
 * the place behind it in one transaction (design.md section 6).
 */
@Stateless
public class CopyTargetBean {
  @PersistenceContext EntityManager entities;
  @Inject ServiceExtension extension;

  /** From now on what is here means nothing; it is to be erased. */
  public void begin(long copyId) {
    InstanceRow row = lockedRow();
    LastCommit.forget();
    row.beginCopying(copyId);
  }

  /**
   * Nothing happens if the page is there already, or the database is not marked with its copy.
   *
   * @param failed SSNs of requests in it that were found to change nothing
   */
  public void load(long copyId, CopyPage page, Set<Long> failed) {
    InstanceRow row = lockedRow();
    if (!row.isCopying(copyId) || row.copyPlace().equals(page.next())) {
      return;
    }
    if (!row.copyPlace().equals(page.from())) {
      throw new IllegalStateException(
          "A page of the copy from " + page.from() + " where " + row.copyPlace() + " belongs.");
    }
    TableSize messages = TableSize.NONE;
    entities.flush();
    // Outside of any entry, but each object keeps the generation it has.
    try (GroupScope scope = GroupScope.open(0)) {
      CopyRows rows = new CopyRows(entities);
      Map<String, PortableObject> forms = new HashMap<>();
      for (CopyRecord record : page.records()) {
        if (!rows.take(record)) {
          load(record, forms, scope);
        }
        if (record instanceof CopyRecord.OfRequest request) {
          messages = messages.with(request.response());
        }
      }
      rows.write();
      entities.flush();
      CopyReplay replay = new CopyReplay(entities, extension.service(), scope, failed);
      rows.requests().forEach(replay::execute);
      entities.flush();
    }
    row.addMessages(messages);
    row.copiedTo(page.next());
    if (page.isLast()) {
      row.standAt(page.head());
    }
  }

  private void load(CopyRecord record, Map<String, PortableObject> forms, GroupScope scope) {
    if (record instanceof CopyRecord.OfObject object) {
      DataObject read = form(object.entity(), forms).read(object);
      scope.execute(
          new Execution(object.generation(), 0, 0),
          () -> {
            entities.persist(read);
            return read;
          });
    } else if (record instanceof CopyRecord.OfClient client) {
      entities.persist(new ClientRow(client.clientId(), client.floor()));
    } else if (record instanceof CopyRecord.OfEntry entry) {
      entities.persist(new EpochRow(entry.entry()));
    }
  }

  private PortableObject form(String entity, Map<String, PortableObject> forms) {
    return forms.computeIfAbsent(
        entity, name -> new PortableObject(entities, new DataObjectTypes(entities).named(name)));
  }

  /** All was loaded, and synced: it stands where the copy does. */
  public void end(long copyId) {
    InstanceRow row = lockedRow();
    if (row.isCopying(copyId) && row.copyPlace().equals(CopyPlace.END)) {
      row.endCopying();
    }
  }

  private InstanceRow lockedRow() {
    return entities.find(InstanceRow.class, InstanceRow.ONLY, LockModeType.PESSIMISTIC_WRITE);
  }
}
