package io.understudy.simulator;

import io.understudy.protocol.Payload;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a copy reads: all that a database held at one moment. It takes the whole operation log
 * along, so that histories can be compared at the end; a real one takes each epoch's first entry.
 */
final class Snapshot implements Reading {
  static final String COUNTER = "Counter";

  /** Not of the service: that what is copied is not what it ought to be. */
  static final String DIVERGED = "Diverged";

  static final String NAME = "name";
  static final String VALUE = "value";

  private final CopyHead head;
  private final Database database;
  private final List<CopyRecord> records;

  Snapshot(Database database) {
    this.database = database;
    records = read(database);
    head = head(database);
  }

  static CopyHead head(Database database) {
    return new CopyHead(
        database.position(),
        database.operationLog().get(database.operationLog().size() - 1).timestamp(),
        database.digest(),
        database.operationLog().size());
  }

  @Override
  public long position() {
    return head.position().ssn();
  }

  @Override
  public boolean isWhole(CopyPlace from) {
    return true;
  }

  /** As they were when the snapshot was taken. */
  private List<CopyRecord> records() {
    return records;
  }

  static List<CopyRecord> read(Database database) {
    List<CopyRecord> records = new ArrayList<>();
    database.counters().keySet().forEach(name -> records.add(counter(database, name)));
    records.addAll(tables(database));
    return records;
  }

  static CopyRecord counter(Database database, String name) {
    return new CopyRecord.OfObject(
        COUNTER,
        database.generation(name),
        Map.of(
            NAME,
            Payload.of(name),
            VALUE,
            Payload.of(Long.toString(database.counters().get(name)))));
  }

  /** All but the counters. */
  static List<CopyRecord> tables(Database database) {
    List<CopyRecord> records = new ArrayList<>();
    database
        .rows()
        .forEach(
            (client, rows) ->
                rows.forEach(
                    (number, row) ->
                        records.add(
                            new CopyRecord.OfRequest(
                                client, number, row.ssn(), row.digest(), row.response()))));
    database
        .floors()
        .forEach((client, floor) -> records.add(new CopyRecord.OfClient(client, floor)));
    database.operationLog().forEach(entry -> records.add(new CopyRecord.OfEntry(entry)));
    if (database.hasDiverged()) {
      records.add(new CopyRecord.OfObject(DIVERGED, 0, Map.of()));
    }
    return records;
  }

  @Override
  public CopyPage page(CopyPlace from, int size) {
    int first = from.equals(CopyPlace.BEGIN) ? 0 : Integer.parseInt(from.text());
    List<CopyRecord> all = records();
    int end = Math.min(all.size(), first + size);
    CopyPlace next = end == all.size() ? CopyPlace.END : new CopyPlace(Integer.toString(end));
    return new CopyPage(head, from, next, all.subList(Math.min(first, end), end));
  }
}
