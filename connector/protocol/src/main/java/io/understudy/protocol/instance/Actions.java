package io.understudy.protocol.instance;

import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.Mark;
import io.understudy.protocol.message.PeerMessage;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.ServerMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an {@link Instance} wants done. None of these may call back into the instance before it
 * returns; outcomes come later, as events of the instance. The instance works on one thread.
 */
public interface Actions {

  // --- to other instances; whatever cannot be sent is dropped

  void send(String instance, PeerMessage message);

  /**
   * Appends a checkpoint to the intention logs of these instances, and to its own if told so. On
   * one connection, checkpoints arrive in the order they were sent.
   */
  void checkpoint(List<String> instances, boolean own, Checkpoint checkpoint);

  // --- its own intention log

  void appendToLog(Mark mark);

  void appendToLog(Restart restart);

  /** Takes every message up to and including this position of the queue off the log (R9). */
  void trimLog(long handle);

  // --- the arbiter

  /** Reads the record, after a sync: answered by {@link Instance#onRecord}. */
  void readRecord();

  /**
   * Compare-and-set: answered by {@link Instance#onRecord} if it went through, {@link
   * Instance#onRecordRefused} if not, {@link Instance#onRecordUnknown} if nobody can tell.
   */
  void changeRecord(Configuration asked, int onVersion);

  // --- the database

  /**
   * Raises the fence, after whatever group is under way was abandoned or has ended: answered by
   * {@link Instance#onStanding}.
   */
  void raiseFence(long epochSeen);

  /**
   * Executes a group, and commits it once released. Never more than one at a time. Answered by
   * {@link Instance#onCommitted} or {@link Instance#onGroupFailed}.
   *
   * @param known responses, by SSN, of entries that are not executed
   */
  void execute(long fence, List<Entry> group, Map<Long, Response> known);

  /** Which entry is being executed: answered by {@link Instance#onExecuting}. */
  void tellExecuting();

  /**
   * Keeps it for after a restart that an entry has stopped this instance so many times: given back
   * by {@link Instance#onInterrupted}. {@link EntryId#NONE} is none.
   */
  void noteFailures(EntryId entry, int failures);

  /**
   * Keeps it for after the end of the process, however it ends, that all up to this SSN was
   * committed here: given back by {@link Instance#onNoted}.
   */
  void noteCommitted(long ssn);

  /** What was noted so outlives a loss of power, too, once this returns. */
  void syncCommitted();

  /** This instance cannot go on: it is to take no part any more, until it is restarted. */
  void giveUp(String why);

  /** The group under way may commit if it ends at or before this SSN; holds until abandoned. */
  void release(long ssn);

  /** The group under way must not commit; nothing is answered. Nothing happens if there is none. */
  void abandon();

  /** Syncs the database: answered by {@link Instance#onSynced}. */
  void syncDatabase();

  /** Empties the database: answered by {@link Instance#onErased}. */
  void eraseDatabase();

  /** Reads committed entries for an instance that is behind: {@link Instance#onOperationLog}. */
  void readOperationLog(String forInstance, long fromSsn, int maxEntries, int maxBytes);

  /**
   * Drops the oldest rows of the operation log, if the fence is this: answered by {@link
   * Instance#onLogExtent}, unless that fails.
   *
   * @param throughSsn the last row to be dropped
   * @param before only rows of entries that were decided before this are dropped
   */
  void recycleOperationLog(long fence, long throughSsn, long before);

  // --- full copies

  /**
   * Reads a page of a copy for another instance: answered by {@link Instance#onCopyRead}, or {@link
   * Instance#onCopyFailed} if the snapshot is lost. The first reading of a copy, at its beginning,
   * takes its snapshot, which is held until {@link #closeCopy}.
   *
   * @param maxBytes about how much one page may hold; at least one record is read all the same
   */
  void readCopy(String forInstance, long copyId, CopyPlace from, int maxBytes);

  /** Lets the snapshot of a copy go; nothing happens if there is none. */
  void closeCopy(long copyId);

  /**
   * Marks the database as copying, on disk, and empties it: answered by {@link
   * Instance#onCopyBegun}.
   */
  void beginCopy(long copyId);

  /**
   * Loads a page, once however often it is told to: answered by {@link Instance#onCopyLoaded}.
   *
   * @param rejected SSNs of entries that are not to be executed, if the page has them
   */
  void loadCopy(long copyId, CopyPage page, Set<Long> rejected);

  /**
   * Syncs all that was loaded, and then takes the mark off: answered by {@link
   * Instance#onCopyEnded}.
   */
  void endCopy(long copyId);

  /** Answered by {@link Instance#onClientStanding}. */
  void lookUpClient(Connection connection);

  /** Counts the rows of the client: answered by {@link Instance#onRowsCounted}. */
  void countRows(Connection connection);

  /** Looks up stored responses of these numbers: answered by {@link Instance#onStored}. */
  void lookUp(Connection connection, List<Long> numbers);

  /**
   * Reads which rows the message table has, in its own order, after a place in it: answered by
   * {@link Instance#onMessageTable}.
   */
  void readMessageTable(ClientNumber after, int maxRows);

  /** Runs a query: answered by {@link Instance#onQueried}. */
  void query(Connection connection, ClientMessage.Request request);

  // --- to clients

  /** Sends to a client's own queue; if it is gone, {@link Instance#onClientGone} follows. */
  void respond(String replyTo, ServerMessage message);

  // --- to the operator

  void report(Report report);
}
