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
final class Snapshot {
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
    head =
        new CopyHead(
            database.position(),
            database.operationLog().get(database.operationLog().size() - 1).timestamp(),
            database.digest(),
            records.size());
  }

  /** SSN of the last entry in it. */
  long position() {
    return head.position().ssn();
  }

  /** As they were when the snapshot was taken. */
  private List<CopyRecord> records() {
    return records;
  }

  static List<CopyRecord> read(Database database) {
    List<CopyRecord> records = new ArrayList<>();
    database
        .counters()
        .forEach(
            (name, value) ->
                records.add(
                    new CopyRecord.OfObject(
                        COUNTER,
                        0,
                        Map.of(NAME, Payload.of(name), VALUE, Payload.of(Long.toString(value))))));
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

  CopyPage page(CopyPlace from, int size) {
    int first = from.equals(CopyPlace.BEGIN) ? 0 : Integer.parseInt(from.text());
    List<CopyRecord> all = records();
    int end = Math.min(all.size(), first + size);
    CopyPlace next = end == all.size() ? CopyPlace.END : new CopyPlace(Integer.toString(end));
    return new CopyPage(head, from, next, all.subList(Math.min(first, end), end));
  }
}
