package io.understudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import org.junit.jupiter.api.Test;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;

class CoreLoadTest {
  private static final int RECORDS = 100;
  private final CountingDb db = new CountingDb();

  @Test
  void shouldInsertRecordsOfTenFieldsOfAHundredBytes() throws DBException {
    new CoreLoad(CoreLoad.Mix.A, RECORDS).insert(db, RECORDS);

    assertThat(db.records)
        .hasSize(RECORDS)
        .allSatisfy((key, fields) -> assertThat(fields).hasSize(10));
    assertThat(db.records.values().iterator().next().values())
        .allSatisfy(value -> assertThat(value).hasSize(100));
  }

  @Test
  void shouldReadAndWriteAllFieldsOfRecordsThereAreWhenItRuns() throws Exception {
    for (CoreLoad.Mix mix : CoreLoad.Mix.values()) {
      db.reads = 0;
      db.writes = 0;
      CoreLoad load = new CoreLoad(mix, RECORDS);
      load.insert(db, RECORDS);

      load.run(List.of(db), () -> db.reads + db.writes < 1000).get(0).join();

      assertThat(db.records).as("keys of %s", mix).hasSize(RECORDS);
      assertThat(db.writes).as("writes of %s", mix).isBetween(250, 600);
      assertThat(db.reads).as("reads of %s", mix).isBetween(400, 750);
    }
  }

  private static final class CountingDb extends DB {
    final Map<String, Map<String, String>> records = new HashMap<>();
    int reads;
    int writes;

    @Override
    public Status read(
        String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
      reads++;
      return records.containsKey(key) ? Status.OK : Status.NOT_FOUND;
    }

    @Override
    public Status update(String table, String key, Map<String, ByteIterator> values) {
      writes++;
      return insert(table, key, values);
    }

    @Override
    public Status insert(String table, String key, Map<String, ByteIterator> values) {
      Map<String, String> fields = new HashMap<>();
      values.forEach((field, value) -> fields.put(field, value.toString()));
      assertThat(fields).hasSize(10);
      records.put(key, fields);
      return Status.OK;
    }

    @Override
    public Status delete(String table, String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Status scan(
        String table,
        String startKey,
        int count,
        Set<String> fields,
        Vector<HashMap<String, ByteIterator>> result) {
      throw new UnsupportedOperationException();
    }
  }
}
