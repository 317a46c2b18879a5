package io.understudy.endpoint;

import io.understudy.protocol.ClientNumber;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyPage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The listener interface: all that an instance wants of its database and its service. {@link
 * #execute} runs in the transaction that the adapter holds open between beforeDelivery and
 * afterDelivery; every other method in a transaction of its own. A failure of the machine
 * (database, memory, container) leaves as a RuntimeException, with nothing changed.
 */
public interface InstanceEndpoint {

  /** The operations of the deployed service, by name, and whether each is a mutation. */
  ServiceDescription describe();

  /**
   * Makes the tables if they are not there, checks that the database is this instance's, raises the
   * fence (R12), remembers the highest epoch seen, syncs the database, and only then reads where it
   * stands.
   *
   * @param identity service and instance the database must belong to; an empty one is given to it
   * @param epochSeen highest epoch the instance has seen; the higher of this and what is stored
   *     stays
   * @throws WrongDatabaseException if the database belongs to another service or instance, or has
   *     another format version
   */
  Standing raiseFence(Identity identity, long epochSeen);

  /**
   * Executes a group in SSN order in the caller's transaction: effects, generation numbers,
   * answered requests and operation-log entries. The fence's row is locked, and the position moved,
   * as the last act before the transaction's completion (R12): if the fence is not {@code
   * group.fence()}, the transaction is rolled back.
   *
   * <p>A failing entry that has written nothing is simply answered with its error. When one fails
   * that has already written, the transaction must be rolled back by the caller: see {@link
   * GroupOutcome#spoiled()}. The caller then runs the group again with that response known, and its
   * body is not run again.
   */
  GroupOutcome execute(Group group);

  /** Runs a query, in a transaction that changes nothing. */
  Response query(String operation, Payload payload);

  /** Committed entries from an SSN on, consecutive, at most so many and about so many bytes. */
  List<Entry> readOperationLog(long fromSsn, int maxEntries, int maxBytes);

  /**
   * Drops the oldest entries of the operation log in one transaction. The last one must not be
   * among them.
   *
   * @param fence the fence under which it may be done
   * @param throughSsn the last to be dropped
   * @param before only entries that were decided before this are dropped
   * @return what is left; empty, with nothing dropped, if another fence has been raised since
   */
  Optional<LogExtent> recycleOperationLog(long fence, long throughSsn, long before);

  /** The stored responses of a client's requests; numbers not in the table are left out. */
  Map<Long, StoredResponse> lookUp(String clientId, List<Long> numbers);

  /**
   * Which rows the message table has, in its own order, from after a place in it on.
   *
   * @param maxRows most rows to look at; a row may hold several requests
   * @return of each client with rows among these, its last request in them; empty at the table's
   *     end
   */
  List<ClientNumber> readMessageTable(ClientNumber after, int maxRows);

  /** What the tables know of each of these clients, in this order. */
  List<ClientStanding> clients(List<String> clientIds);

  /** How many answered requests of a client the message table has. */
  long countRows(String clientId);

  /**
   * Begins to bring all committed so far to the disk, whatever the database does at a commit (R9).
   * Like all that writes it is called in the order of the groups, on one thread: an embedded
   * database may write its file only while no transaction is under way.
   *
   * @return the position read before that began
   */
  EntryId beginSync();

  /** Returns when what {@link #beginSync} was about is on the disk; on any thread. */
  void endSync();

  /**
   * Empties data, message table and operation log, so that the instance is as a new one, but for
   * its identity and the highest epoch seen; then syncs (R9). May be run again after a crash.
   */
  void erase();

  /**
   * Reads what this instance holds, page by page, all from one snapshot, as long as pages are
   * wanted (design.md section 6). Of a fuzzy copy each page is read by itself, and at the end come
   * the requests since its beginning.
   *
   * @throws IllegalStateException if there is an entity that a copy cannot carry
   */
  void readCopy(CopyReader reader);

  /**
   * Marks the database as copying and empties it: nothing in it means anything until {@link
   * #endCopy}. May be run again after a crash.
   */
  void beginCopy(long copyId);

  /**
   * Loads a page; one that is there already changes nothing. Requests in it are executed, each
   * unless its object was read after it; their responses are those of the message table, which has
   * come before them.
   *
   * @param rejected SSNs of requests that are not to be executed
   */
  void loadCopy(long copyId, CopyPage page, Set<Long> rejected);

  /** Syncs what was loaded, then takes the mark off, then syncs that. May be run again. */
  void endCopy(long copyId);

  /**
   * All data objects as text lines in a stated order, one page: for comparing instances in tests
   * and the demo, whatever database each is on.
   *
   * @param after last line's key of the page before; empty for the first page
   */
  List<String> dump(String after, int limit);

  /**
   * Present if the entry was committed: for a commit whose outcome is unknown. If that is still
   * under way, this waits for its end.
   */
  Optional<EntryId> committed(long ssn);
}
