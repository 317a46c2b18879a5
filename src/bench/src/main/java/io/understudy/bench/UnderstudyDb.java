package io.understudy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.client.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;
import site.ycsb.StringByteIterator;

/**
 * YCSB over the built-in store: a record is an object under {@code table:key}, its fields the
 * object's. An update writes all fields ({@code writeallfields=true}), so it is a put. Scans are
 * not known to the store. Inserts are pipelined: they are answered as batched, and are all answered
 * when {@link #cleanup} returns.
 *
 * <p>By itself it takes the property {@code understudy.instances}: addresses with commas between.
 */
public final class UnderstudyDb extends DB {
  private static final int MAX_OUTSTANDING = 512;

  private final Told told;
  private StoreClient client;
  private final Deque<CompletableFuture<Status>> inserts = new ArrayDeque<>();

  /** For YCSB's own command line. */
  public UnderstudyDb() {
    told = new Told();
  }

  /** Over a client that the caller closes. */
  UnderstudyDb(StoreClient client, Told told) {
    this.client = client;
    this.told = told;
  }

  @Override
  public void init() throws DBException {
    if (client == null) {
      String instances = getProperties().getProperty("understudy.instances");
      if (instances == null) {
        throw new DBException("Set understudy.instances to HOST:PORT,HOST:PORT.");
      }
      client = new StoreClient(List.of(instances.split(",")), MAX_OUTSTANDING, new Traffic());
    }
  }

  @Override
  public Status read(
      String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
    Reply reply = client.get(name(table, key)).join();
    if (reply.isError()) {
      told.failed();
      return reply.code().equals("NOT_FOUND") ? Status.NOT_FOUND : Status.ERROR;
    }
    for (Map.Entry<String, JsonNode> field : Json.parse(reply.text()).properties()) {
      if (fields == null || fields.contains(field.getKey())) {
        result.put(field.getKey(), new StringByteIterator(field.getValue().textValue()));
      }
    }
    return Status.OK;
  }

  @Override
  public Status update(String table, String key, Map<String, ByteIterator> values) {
    ObjectNode value = object(values);
    return status(key, value, client.put(name(table, key), value).join(), table);
  }

  @Override
  public Status insert(String table, String key, Map<String, ByteIterator> values) {
    ObjectNode value = object(values);
    Status oldest = inserts.size() < MAX_OUTSTANDING ? Status.OK : inserts.removeFirst().join();
    inserts.addLast(
        client.put(name(table, key), value).thenApply(reply -> status(key, value, reply, table)));
    return oldest.isOk() ? Status.BATCHED_OK : oldest;
  }

  private Status status(String key, JsonNode value, Reply reply, String table) {
    if (reply.isError()) {
      told.failed();
      return Status.ERROR;
    }
    told.wrote(name(table, key), value, reply);
    return Status.OK;
  }

  @Override
  public Status delete(String table, String key) {
    return client.delete(name(table, key)).join().isError() ? Status.NOT_FOUND : Status.OK;
  }

  @Override
  public Status scan(
      String table,
      String startKey,
      int count,
      Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    return Status.NOT_IMPLEMENTED;
  }

  /** Waits for all inserts. */
  @Override
  public void cleanup() throws DBException {
    while (!inserts.isEmpty()) {
      if (!inserts.removeFirst().join().isOk()) {
        throw new DBException("An insert was refused.");
      }
    }
  }

  private static String name(String table, String key) {
    return table + ":" + key;
  }

  private static ObjectNode object(Map<String, ByteIterator> values) {
    ObjectNode object = Json.object();
    values.forEach((field, value) -> object.put(field, value.toString()));
    return object;
  }
}
