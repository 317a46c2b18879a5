package io.understudy.protocol.client;

import io.understudy.protocol.Payload;
import io.understudy.protocol.message.ClientMessage.Request;
import io.understudy.protocol.message.ServerMessage.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a client has asked and has no answer to, in its order. Bounded; beyond the bound nothing is
 * taken.
 */
final class Outstanding {
  /**
   * How far behind the newest number an answer may be that is kept to be recalled. The service
   * keeps all that is not acknowledged, 40,960 answers of a client at least, and then refuses more.
   */
  private static final int RECALLED_WITHIN = 4096;

  /**
   * How far ahead of a request that has no answer yet, as a long query, others may go: what comes
   * after it is not acknowledged, and the service refuses a client of whose answers it has to keep
   * too many (65,536, or as few as 40,960 where it is set so).
   */
  private static final int AHEAD = 32_768;

  private final ClientSettings settings;

  /** Sent on some connection: they keep their numbers. In ascending order. */
  private final Map<Long, Pending> numbered = new LinkedHashMap<>();

  /** Not sent yet, on any connection. */
  private final Deque<Pending> fresh = new ArrayDeque<>();

  /** Numbered, but not sent yet on this connection. */
  private final Deque<Pending> again = new ArrayDeque<>();

  private final List<Pending> recalls = new ArrayList<>();
  private final Deque<Pending> recallsToSend = new ArrayDeque<>();

  /**
   * Numbers whose callers have given up: their answers are to be kept by the service, so that they
   * can be recalled. As many as may be outstanding, and only while they are not too far behind;
   * beyond that the lowest is let go.
   */
  private final TreeSet<Long> abandoned = new TreeSet<>();

  private int bytes;
  private long resent;
  private long firstNumber;
  private long lastNumber;

  /** Highest number of this session's own that has an answer. */
  private long lastAnswered;

  /** As it was when it was looked for last: it only rises. */
  private long allAnsweredBelow;

  private long earliestDeadline = Long.MAX_VALUE;

  Outstanding(ClientSettings settings) {
    this.settings = settings;
  }

  boolean request(String operation, Payload payload, long deadline, Outcome outcome) {
    if (isFull(payload.size())) {
      return false;
    }
    fresh.add(Pending.request(operation, payload, deadline, outcome));
    bytes += payload.size();
    earliestDeadline = Math.min(earliestDeadline, deadline);
    return true;
  }

  boolean recall(long number, long deadline, Outcome outcome) {
    if (isFull(0)) {
      return false;
    }
    Pending recall = Pending.recall(number, deadline, outcome);
    recalls.add(recall);
    recallsToSend.add(recall);
    earliestDeadline = Math.min(earliestDeadline, deadline);
    return true;
  }

  private boolean isFull(int more) {
    int count = size();
    return count >= settings.maxOutstanding()
        || (count > 0 && (long) bytes + more > settings.maxOutstandingBytes());
  }

  int size() {
    return numbered.size() + fresh.size() + recalls.size();
  }

  /** Requests that are to be sent, for the first time on this connection. */
  int waiting() {
    return fresh.size() + again.size();
  }

  /**
   * Requests that were sent on this connection and have no answer yet, less those that others have
   * overtaken: these take long, and nobody is to wait for them.
   */
  int onTheirWay() {
    return (int) Math.min(numbered.size() - again.size(), lastNumber - lastAnswered);
  }

  /** Whether an answer is due. */
  boolean isAwaited() {
    return !numbered.isEmpty() || !recalls.isEmpty();
  }

  long lastNumber() {
    return lastNumber;
  }

  /** Requests sent again, because the connection they had been sent on was lost. */
  long resent() {
    return resent;
  }

  /** Everything up to this has been answered; 0 while none of this session's own has. */
  long answered() {
    long lowest = lastNumber + 1;
    if (!numbered.isEmpty()) {
      lowest = numbered.keySet().iterator().next();
    }
    if (!abandoned.isEmpty()) {
      lowest = Math.min(lowest, abandoned.first());
    }
    for (Pending recall : recalls) {
      lowest = Math.min(lowest, recall.number());
    }
    // What an earlier session got or missed is not for this one to say before it goes on itself.
    return firstNumber == 0 || lowest <= firstNumber ? 0 : lowest - 1;
  }

  /** A connection is open: all that has no answer is to be sent on it, in order. */
  void onOpen(long highest) {
    lastNumber = Math.max(lastNumber, highest);
    again.clear();
    again.addAll(numbered.values());
    recallsToSend.clear();
    recallsToSend.addAll(recalls);
  }

  /** The next requests to send, at most a message full; empty if there are none. */
  List<Request> nextMessage() {
    List<Request> message = new ArrayList<>();
    int size = 0;
    for (Pending next = peek(); next != null; next = peek()) {
      boolean fits =
          message.size() < settings.maxMessageRequests()
              && size + next.size() <= settings.maxMessageBytes();
      if (!fits && !message.isEmpty()) {
        break;
      }
      take(next);
      size += next.size();
      message.add(next.request());
    }
    return message;
  }

  private Pending peek() {
    while (!again.isEmpty() && again.peek().isDone()) {
      again.remove();
    }
    return again.isEmpty() ? peekFresh() : again.peek();
  }

  private Pending peekFresh() {
    if (lastNumber == Long.MAX_VALUE) {
      fail(fresh, Failure.Kind.OUT_OF_NUMBERS);
    }
    return isTooFarAhead() ? null : fresh.peek();
  }

  private boolean isTooFarAhead() {
    if (lastNumber - allAnsweredBelow >= AHEAD) {
      allAnsweredBelow = numbered.isEmpty() ? lastNumber : numbered.keySet().iterator().next();
    }
    return lastNumber - allAnsweredBelow >= AHEAD;
  }

  private void take(Pending next) {
    if (again.poll() == null) {
      fresh.remove();
      next.numberWith(++lastNumber);
      if (!abandoned.isEmpty()) {
        abandoned.headSet(lastNumber - RECALLED_WITHIN).clear();
      }
      numbered.put(lastNumber, next);
      firstNumber = firstNumber == 0 ? lastNumber : firstNumber;
    } else {
      resent++;
    }
  }

  /** The next number to recall; 0 if there is none. */
  long nextRecall() {
    while (!recallsToSend.isEmpty() && recallsToSend.peek().isDone()) {
      recallsToSend.remove();
    }
    return recallsToSend.isEmpty() ? 0 : recallsToSend.remove().number();
  }

  /** Delivers an answer to whoever waits for it; a second one finds nobody. */
  void answer(Answer answer, long epoch) {
    Pending request = numbered.remove(answer.number());
    if (request != null) {
      bytes -= request.size();
      lastAnswered = Math.max(lastAnswered, answer.number());
      request.answer(answer, epoch);
    }
    if (!recalls.isEmpty()) {
      abandoned.remove(answer.number());
      end(recalls, recall -> recall.number() == answer.number(), r -> r.answer(answer, epoch));
    }
  }

  /** Those whose deadline has passed fail; a request that was sent leaves its number behind. */
  void expire(long now) {
    if (now < earliestDeadline) {
      return;
    }
    earliestDeadline = Long.MAX_VALUE;
    end(numbered.values(), pending -> isLate(pending, now), this::abandon);
    end(fresh, pending -> isLate(pending, now), this::giveUp);
    end(recalls, pending -> isLate(pending, now), this::giveUp);
  }

  private boolean isLate(Pending pending, long now) {
    if (pending.deadline() <= now) {
      return true;
    }
    earliestDeadline = Math.min(earliestDeadline, pending.deadline());
    return false;
  }

  private void abandon(Pending request) {
    abandoned.add(request.number());
    if (abandoned.size() > settings.maxOutstanding()) {
      abandoned.pollFirst();
    }
    giveUp(request);
  }

  private void giveUp(Pending pending) {
    bytes -= pending.size();
    pending.fail(Failure.Kind.DEADLINE);
  }

  void failAll(Failure.Kind kind) {
    fail(numbered.values(), kind);
    fail(fresh, kind);
    fail(recalls, kind);
  }

  private void fail(Collection<Pending> those, Failure.Kind kind) {
    end(
        those,
        pending -> true,
        pending -> {
          bytes -= pending.size();
          pending.fail(kind);
        });
  }

  private static void end(
      Collection<Pending> those, Predicate<Pending> which, Consumer<Pending> how) {
    List<Pending> ended = new ArrayList<>();
    those.removeIf(pending -> which.test(pending) && ended.add(pending));
    ended.forEach(how);
  }
}
