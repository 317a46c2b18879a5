package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Response;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.PeerMessage;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** STUB being written: the public face is what the adapter and the simulator call. */
public final class Instance {
  public Instance(
      String name, boolean[] todo, Settings settings, LongSupplier chance, Actions actions) {}

  /** First of all: begins to start. */
  public void start(Moment now) {}

  /** At least every 10 ms. */
  public void onTick(Moment now) {}

  /** Called when all events that were waiting have been given: what was gathered is sent. */
  public void flush(Moment now) {}

  // log, in the order of the queue; handle ascends, and is what trimLog names
  public void onLogged(LogMessage message, long handle, Moment now) {}

  // peers
  public void onMessage(PeerMessage message, Moment now) {}

  public void onConnected(String instance, Moment now) {}

  public void onDisconnected(String instance, Moment now) {}

  // arbiter
  public void onRecord(Configuration record, int version, Moment now) {}

  public void onRecordRefused(Moment now) {}

  public void onRecordUnknown(Moment now) {}

  /** The record changed, says a watch: read it. */
  public void onRecordChanged(Moment now) {}

  // database
  public void onStanding(
      long fence,
      EntryId position,
      List<EntryId> epochs,
      long lastTimestamp,
      long epochSeen,
      long incarnation,
      Moment now) {}

  public void onCommitted(long fence, long lastSsn, List<Response> responses, Moment now) {}

  public void onGroupFailed(long fence, String cause, Moment now) {}

  public void onSynced(EntryId position, Moment now) {}

  public void onErased(Moment now) {}

  public void onOperationLog(String forInstance, long from, List<Entry> entries, Moment now) {}

  public void onClientStanding(Connection connection, long highest, long floor, Moment now) {}

  public void onStored(
      Connection connection, List<Long> asked, Map<Long, Stored> stored, Moment now) {}

  public void onQueried(Connection connection, long number, Response response, Moment now) {}

  /** A database task other than a group or a query failed; it is asked for again. */
  public void onDatabaseFailed(String cause, Moment now) {}

  // clients
  public void onClient(ClientMessage message, Moment now) {}

  public void onClientGone(String replyTo, Moment now) {}

  /** False while so much is in progress that no more client messages should be given. */
  public boolean takesRequests() {
    return true;
  }

  public Map<String, String> status(Moment now) {
    return Map.of();
  }

  public record Stored(long ssn, long digest, Response response) {}
}
