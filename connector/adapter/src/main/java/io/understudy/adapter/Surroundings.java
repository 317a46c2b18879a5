package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.instance.Actions;
import io.understudy.protocol.instance.Report;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.wire.Wire;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/**
 * Does what the instance asks for, on its thread, without waiting for anything: but for the disk
 * where the instance asks for that.
 */
final class Surroundings implements Actions {
  private final LocalPost post;
  private final IntentionLogQueue log;
  private final Peers peers;
  private final RecordKeeper records;
  private final Database database;
  private final ExecutionNote note;
  private final CommittedNote committed;
  private final Consumer<String> onGivenUp;
  private final Mailbox events;
  private final Counters counters;
  private final OperatorLog operatorLog;

  Surroundings(
      LocalPost post,
      IntentionLogQueue log,
      Peers peers,
      RecordKeeper records,
      Database database,
      ExecutionNote note,
      CommittedNote committed,
      Consumer<String> onGivenUp,
      Mailbox events,
      Counters counters,
      OperatorLog operatorLog) {
    this.post = post;
    this.log = log;
    this.peers = peers;
    this.records = records;
    this.database = database;
    this.note = note;
    this.committed = committed;
    this.onGivenUp = onGivenUp;
    this.events = events;
    this.counters = counters;
    this.operatorLog = operatorLog;
  }

  @Override
  public void send(String instance, PeerMessage message) {
    peers.send(instance, Wire.encode(message));
  }

  @Override
  public void checkpoint(List<String> instances, boolean own, Checkpoint checkpoint) {
    byte[] body = Wire.encode(checkpoint);
    int sent = peers.checkpoint(instances, body);
    counters.checkpointMessages.add(sent);
    counters.checkpointBytes.add((long) sent * body.length);
    counters.checkpointEntries.add((long) sent * checkpoint.entries().size());
    if (own) {
      append(checkpoint, body);
    }
  }

  @Override
  public void appendToLog(Mark mark) {
    append(mark, Wire.encode(mark));
  }

  @Override
  public void appendToLog(Restart restart) {
    append(restart, Wire.encode(restart));
  }

  private void append(LogMessage message, byte[] body) {
    try {
      post.appendToLog(message, body);
    } catch (ActiveMQException e) {
      // Without its log an instance is none: the loop ends, and says so.
      throw new IllegalStateException("The intention log takes nothing", e);
    }
  }

  @Override
  public void trimLog(long handle) {
    try {
      log.trim(handle);
    } catch (ActiveMQException e) {
      throw new IllegalStateException("The intention log cannot be trimmed", e);
    }
  }

  @Override
  public void readRecord() {
    records.readRecord();
  }

  @Override
  public void changeRecord(Configuration asked, int onVersion) {
    records.changeRecord(asked, onVersion);
  }

  @Override
  public void raiseFence(long epochSeen) {
    database.raiseFence(epochSeen);
  }

  @Override
  public void execute(long fence, List<Entry> group, Map<Long, Response> known) {
    database.groups().execute(fence, group, known);
  }

  @Override
  public void tellExecuting() {
    EntryId executing = note.executing();
    events.tell((instance, now) -> instance.onExecuting(executing, now));
  }

  @Override
  public void noteFailures(EntryId entry, int failures) {
    note.noteFailures(entry, failures);
  }

  @Override
  public void noteCommitted(long ssn) {
    committed.write(ssn);
  }

  @Override
  public void syncCommitted() {
    committed.sync();
  }

  @Override
  public void giveUp(String why) {
    onGivenUp.accept(why);
  }

  @Override
  public void release(long ssn) {
    database.groups().release(ssn);
  }

  @Override
  public void abandon() {
    database.groups().abandon();
  }

  @Override
  public void syncDatabase() {
    database.sync();
  }

  @Override
  public void eraseDatabase() {
    database.erase();
  }

  @Override
  public void readCopy(String forInstance, long copyId, CopyPlace from, int maxBytes) {
    database.copies().read(forInstance, copyId, from, maxBytes);
  }

  @Override
  public void closeCopy(long copyId) {
    database.copies().close(copyId);
  }

  @Override
  public void beginCopy(long copyId) {
    database.beginCopy(copyId);
  }

  @Override
  public void loadCopy(long copyId, CopyPage page, Set<Long> rejected) {
    database.loadCopy(copyId, page, rejected);
  }

  @Override
  public void endCopy(long copyId) {
    database.endCopy(copyId);
  }

  @Override
  public void readOperationLog(String forInstance, long fromSsn, int maxEntries, int maxBytes) {
    database.readOperationLog(forInstance, fromSsn, maxEntries, maxBytes);
  }

  @Override
  public void recycleOperationLog(long fence, long throughSsn, long before) {
    database.recycleOperationLog(fence, throughSsn, before);
  }

  @Override
  public void lookUpClient(Connection connection) {
    database.lookUpClient(connection);
  }

  @Override
  public void countRows(Connection connection) {
    database.countRows(connection);
  }

  @Override
  public void lookUp(Connection connection, List<Long> numbers) {
    database.lookUp(connection, List.copyOf(numbers));
  }

  @Override
  public void readMessageTable(ClientNumber after, int maxRows) {
    database.readMessageTable(after, maxRows);
  }

  @Override
  public void query(Connection connection, ClientMessage.Request request) {
    database.query(connection, request);
  }

  @Override
  public void respond(String replyTo, ServerMessage message) {
    byte[] body = Wire.encode(message);
    counters.responseMessages.increment();
    counters.responseBytes.add(body.length);
    try {
      if (post.reply(replyTo, body)) {
        return;
      }
    } catch (ActiveMQException e) {
      operatorLog.notice(Notice.CLIENT_DROPPED, "No answer reaches " + replyTo + ": " + e);
    }
    events.tell((instance, now) -> instance.onClientGone(replyTo, now));
  }

  @Override
  public void report(Report report) {
    operatorLog.report(report);
  }
}
