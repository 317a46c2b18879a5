package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.ServerMessage;
import java.util.Set;
import java.util.TreeSet;

/**
 * An operator's word that an entry is to be answered with an error, until the record says so. It is
 * safe where nobody has ever committed the entry, and answered it so, also if its database has lost
 * it since: each instance says so. What one has committed that was not asked is found out when it
 * comes back, and then it is rebuilt.
 */
final class Rejection {
  private static final int WAIT_MILLIS = 10_000;

  private final String self;
  private final ClientMessage.Reject word;
  private final Actions actions;
  private final Moment since;
  private EntryId entry = EntryId.NONE;
  private boolean asked;
  private boolean answered;

  Rejection(String self, ClientMessage.Reject word, Actions actions, Moment now) {
    this.self = self;
    this.word = word;
    this.actions = actions;
    this.since = now;
  }

  /** Which entry; known once it was not refused. */
  EntryId entry() {
    return entry;
  }

  /** Why it cannot be, in a sentence; empty if it can. */
  String refusal(Primary primary, KnownRecord record, Database database, Set<String> instances) {
    long ssn = word.ssn();
    if (primary == null) {
      return self
          + " is not the primary; "
          + (record.isLedByOther(self) ? record.primary() + " is." : "nobody is yet.");
    }
    if (ssn <= database.position().ssn()) {
      return "Entry " + ssn + " is committed: the answer it got stands.";
    }
    Entry found = primary.replication().window().get(ssn);
    if (found == null) {
      return "There is no entry " + ssn + "; the last is " + primary.replication().last() + ".";
    }
    if (!found.id().equals(database.suspect().entry())) {
      return "Nothing is known against entry " + ssn + ": status names the one that is in the way.";
    }
    if (database.suspect().state() == Suspect.State.RUNNING) {
      return "Entry " + ssn + " is being executed here: restart " + self + ", which ends that.";
    }
    if (found.kind() != Entry.Kind.REQUEST) {
      return "Entry " + ssn + " is no request of a client.";
    }
    if (record.configuration().rejected().size() >= Configuration.MAX_REJECTED) {
      return "As many entries are rejected as the record holds: "
          + Configuration.MAX_REJECTED
          + ".";
    }
    entry = found.id();
    return primary.isOfThisTerm(found) ? "" : committedSomewhere(primary, database, instances);
  }

  /** Under an earlier primary any of them may have committed it: each has to say. */
  private String committedSomewhere(Primary primary, Database database, Set<String> instances) {
    Set<String> silent = new TreeSet<>();
    Set<String> doubtful = new TreeSet<>();
    if (database.everCommitted() >= word.ssn()) {
      doubtful.add(self);
    }
    for (String instance : instances) {
      if (instance.equals(self)) {
        continue;
      }
      Committed committed = primary.committedBy(instance);
      if (committed == null) {
        silent.add(instance);
      } else if (committed.through() >= word.ssn()) {
        return instance
            + " has committed entry "
            + word.ssn()
            + ": the answer it got there may have been told, and stands. Make "
            + instance
            + " the primary.";
      } else if (committed.ever() >= word.ssn()) {
        doubtful.add(instance);
      }
    }
    silent.removeAll(word.without());
    doubtful.removeAll(word.without());
    return silent.isEmpty() && doubtful.isEmpty() ? "" : notKnown(silent, doubtful);
  }

  private String notKnown(Set<String> silent, Set<String> doubtful) {
    Set<String> all = new TreeSet<>(silent);
    all.addAll(doubtful);
    return "Not known to have it not committed: "
        + all
        + "."
        + (silent.isEmpty()
            ? ""
            : " " + silent + " must be started to say so, unless they are removed.")
        + (doubtful.isEmpty()
            ? ""
            : " "
                + doubtful
                + " may have committed it once, and lost that: the database had not synced it, or was"
                + " emptied.")
        + " To do it all the same, say --without "
        + String.join(",", all)
        + ": if one of them has answered entry "
        + word.ssn()
        + ", that answer is lost"
        + (silent.isEmpty() ? "." : ", and the instance is rebuilt when it comes back.");
  }

  /**
   * Goes on with what is due.
   *
   * @return whether it is over
   */
  boolean advance(Primary primary, KnownRecord record, Database database, Moment now) {
    Suspect suspect = database.suspect();
    if (primary == null) {
      // The record, which it reads before it can be primary again, says whether it is rejected.
      suspect.letGo();
      answer(false, self + " is not the primary any more; whether it is done, status tells.");
      return true;
    }
    if (record.configuration().rejected().containsKey(entry)) {
      answer(
          true,
          "Entry " + entry + " is answered with an error, from epoch " + record.epoch() + " on.");
      return true;
    }
    if (entry.ssn() <= database.position().ssn()) {
      answer(false, "Entry " + entry + " has been committed meanwhile: its answer stands.");
      return true;
    }
    asked &= primary.isChangingRecord();
    if (!asked && !suspect.isUnderWay(entry)) {
      asked = primary.reject(entry, now);
    }
    if (now.since(since) < WAIT_MILLIS) {
      return false;
    }
    if (!asked) {
      suspect.letGo();
      answer(false, "Entry " + entry + " is being executed, or the record is being changed.");
      return true;
    }
    // What was asked of the arbiter may still come to pass: the entry stays held.
    answer(false, "The arbiter has not answered yet; whether it is done, status tells.");
    return false;
  }

  void answer(boolean done, String text) {
    if (!answered) {
      answered = true;
      actions.respond(word.replyTo(), new ServerMessage.Outcome(done, text));
    }
  }
}
