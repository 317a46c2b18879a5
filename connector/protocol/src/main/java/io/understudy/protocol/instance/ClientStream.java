package io.understudy.protocol.instance;

import io.understudy.protocol.Moment;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One client in the message table: its connection, its requests in progress, its answers to send.
 */
final class ClientStream {
  private static final int ANSWERS_WEIGHT = 256 << 10;

  /** Newest answers that are kept of a client that has them, so that it can recall them. */
  static final int ANSWERS_KEPT = 1024;

  /** All requests wait while rows are dropped: so it is few at a time. */
  private static final int FORGET_AT_LEAST = 512;

  private static final int FORGET_WHEN_NEEDED = 64;

  /** Requests after which a count that has not been answered is asked for once more. */
  private static final int COUNT_AGAIN = 4096;

  private static final long UNCOUNTED = -1;

  /** For which connection it was begun, and which was the last to ask for it. */
  private record Query(ClientMessage.Request request, Connection begun, Connection asked) {}

  private Connection connection;
  private String replyTo;
  private Moment heard;
  private boolean known;
  private long highest;
  private long floor;
  private long answered;
  private long forgetting;

  /** Rows that it may still get, as they were counted; {@link #UNCOUNTED} until they are. */
  private long room = UNCOUNTED;

  private boolean countDue;

  /** Requests begun since a count was asked for that is waited for; -1 while none is. */
  private int sinceCount = -1;

  /** Rows were dropped since the count that is waited for was asked. */
  private boolean countStale;

  private long ordinal;
  private boolean welcomeDue;
  private final Map<Long, Long> inProgress = new HashMap<>();

  /** Of those in progress, the ones that this connection has not asked for: another session may. */
  private final Set<Long> unasked = new HashSet<>();

  /** Being run, by number; of the present session. */
  private final Map<Long, Query> queries = new HashMap<>();

  private List<Answer> answers = new ArrayList<>();
  private List<Answer> gated = new ArrayList<>();

  ClientStream(ClientMessage.Hello hello, Moment now) {
    connect(hello, now);
  }

  /** A new connection takes the place of the one before; requests in progress stay. */
  void connect(ClientMessage.Hello hello, Moment now) {
    if (connection != null && connection.session() != hello.connection().session()) {
      queries.clear();
    }
    connection = hello.connection();
    replyTo = hello.replyTo();
    heard = now;
    ordinal = 0;
    sinceCount = -1;
    countStale = false;
    // What was to go out on the old connection is asked for again on the new one.
    answers.clear();
    gated.clear();
    unasked.addAll(inProgress.keySet());
    welcomeDue = true;
  }

  void onStanding(long highestNumber, long floorNumber) {
    if (!known) {
      known = true;
      floor = Math.max(floor, floorNumber);
      forgetting = floor;
      highest = Math.max(Math.max(highest, highestNumber), floor);
    }
  }

  Connection connection() {
    return connection;
  }

  boolean isConnected() {
    return replyTo != null;
  }

  String replyTo() {
    return replyTo;
  }

  boolean isKnown() {
    return known;
  }

  long highest() {
    return highest;
  }

  long floor() {
    return floor;
  }

  /**
   * Up to where the client's rows may be dropped now, as it has said it has the answers (R8); 0 if
   * it is not worth an entry yet. The newest answers stay for a client that comes back. Asked once.
   *
   * @param needed whether room is needed, so that fewer are worth an entry
   */
  long takeForgettable(boolean needed) {
    long number = answered - ANSWERS_KEPT;
    if (number - forgetting < (needed ? FORGET_WHEN_NEEDED : FORGET_AT_LEAST)) {
      return 0;
    }
    forgetting = number;
    return number;
  }

  /** At or below it rows are dropped, or are about to be: the entry that drops them is given. */
  long forgotten() {
    return forgetting;
  }

  /** The entry that has its rows up to this number dropped is given. */
  void forgetSoon(long number) {
    forgetting = Math.max(forgetting, number);
  }

  void forgetThrough(long number) {
    floor = Math.max(floor, number);
    forgetting = Math.max(forgetting, floor);
    room = UNCOUNTED;
    countStale = sinceCount >= 0;
  }

  /**
   * Whether it may be given one more answer under this number. It has no more rows than numbers
   * above its floor; only where those are more than the bound are the rows counted, as numbers may
   * have gaps; while they are, once at a time, it goes on.
   *
   * @param bound rows of one client, at most
   */
  boolean hasRoom(long number, int bound) {
    if (number - floor <= bound) {
      return true;
    }
    countDue |= room == UNCOUNTED && (sinceCount < 0 || sinceCount >= COUNT_AGAIN);
    return room != 0;
  }

  /** Whether its rows are to be counted; asked once. */
  boolean takeCountDue() {
    boolean due = countDue;
    countDue = false;
    if (due) {
      sinceCount = 0;
    }
    return due;
  }

  /** What was counted before rows were dropped would refuse it, perhaps for good: once more. */
  void onCounted(long rows, int bound) {
    sinceCount = -1;
    if (!countStale) {
      room = Math.max(0, bound - rows - inProgress.size());
    }
    countStale = false;
  }

  /** Whether this is the next message of the connection; then it is counted. */
  boolean takes(ClientMessage.Requests message, Moment now) {
    heard = now;
    if (!known || message.ordinal() != ordinal + 1) {
      return false;
    }
    ordinal++;
    acknowledge(message.answered());
    return true;
  }

  /** The client has the answers up to this number; more than it was given it cannot have. */
  void acknowledge(long number) {
    answered = Math.max(answered, Math.min(number, highest));
  }

  /** Digest of the request in progress under this number, or null. */
  Long inProgress(long number) {
    return inProgress.get(number);
  }

  void begin(long number, long digest) {
    highest = number;
    if (room > 0) {
      room--;
    }
    if (sinceCount >= 0) {
      sinceCount++;
    }
    inProgress.put(number, digest);
  }

  /** The present connection asks for what is in progress, or for what is stored by then. */
  void ask(long number) {
    unasked.remove(number);
  }

  /**
   * The entry was committed: the answer is a fact, and needs no lease. Whoever has not asked for it
   * may mean something else by that number; if not, it will ask.
   */
  void commit(Answer answer) {
    inProgress.remove(answer.number());
    if (!unasked.remove(answer.number())) {
      answer(answer);
    }
  }

  /**
   * The present connection asks for it. One that takes longer than the client bears silence is
   * asked for again and again: run each time, none would ever be answered.
   *
   * @return whether it is to be run, as it is not being run already
   */
  boolean beginQuery(ClientMessage.Request request) {
    Query running = queries.get(request.number());
    boolean runs = running != null && running.request.equals(request);
    queries.put(
        request.number(), new Query(request, runs ? running.begun : connection, connection));
    return !runs;
  }

  /**
   * It has been run.
   *
   * @param begun the connection for which it was begun
   * @return whether the present connection has asked for it
   */
  boolean endQuery(Connection begun, long number) {
    Query query = queries.get(number);
    if (query == null || !query.begun.equals(begun)) {
      return false;
    }
    queries.remove(number);
    return replyTo != null && query.asked.equals(connection);
  }

  void answer(Answer answer) {
    if (replyTo != null) {
      answers.add(answer);
    }
  }

  /** An answer that must be true now: it waits for the lease. */
  void answerUnderLease(Answer answer) {
    if (replyTo != null) {
      gated.add(answer);
    }
  }

  int gatedCount() {
    return gated.size();
  }

  /** Nothing of it is under way, no forgetting either. */
  boolean isIdle() {
    return inProgress.isEmpty() && queries.isEmpty() && forgetting == floor;
  }

  long silentMillis(Moment now) {
    return now.since(heard);
  }

  void disconnect() {
    replyTo = null;
    answers.clear();
    gated.clear();
    welcomeDue = false;
  }

  void flush(long epoch, boolean leased, Map<String, String> instances, Actions actions) {
    if (replyTo == null) {
      return;
    }
    if (welcomeDue && known && leased) {
      welcomeDue = false;
      actions.respond(
          replyTo,
          new ServerMessage.Welcome(connection.attempt(), epoch, highest, floor, instances));
    }
    if (leased && !gated.isEmpty()) {
      answers.addAll(gated);
      gated.clear();
    }
    while (!answers.isEmpty() && replyTo != null) {
      List<Answer> message = takeMessage();
      actions.respond(replyTo, new ServerMessage.Responses(connection.attempt(), epoch, message));
    }
  }

  /** One that has had its welcome hears of instances that have come since or are gone. */
  void tellInstances(long epoch, Map<String, String> instances, Actions actions) {
    if (replyTo != null && !welcomeDue) {
      actions.respond(replyTo, new ServerMessage.Instances(connection.attempt(), epoch, instances));
    }
  }

  private List<Answer> takeMessage() {
    int count = 0;
    int weight = 0;
    while (count < answers.size() && weight < ANSWERS_WEIGHT) {
      weight += 32 + answers.get(count++).response().body().size();
    }
    List<Answer> message = List.copyOf(answers.subList(0, count));
    answers = new ArrayList<>(answers.subList(count, answers.size()));
    return message;
  }
}
