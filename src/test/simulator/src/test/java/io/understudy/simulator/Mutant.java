package io.understudy.simulator;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.protocol.message.Mark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * The protocol core, or what is simulated around it, with one rule broken: the advice changes what
 * one method takes, does or returns.
 *
 * @param rule the rule of the design that is broken
 * @param what how it is broken
 * @param type simple name of the core's class
 * @param method name of its method
 * @param advice how it behaves instead
 * @param seed one that has found it out before, and so is tried first
 */
record Mutant(String rule, String what, String type, String method, Class<?> advice, long seed) {

  /** Where it is looked for, in this order. */
  private static final List<String> PACKAGES =
      List.of("protocol.instance", "protocol", "protocol.copy", "simulator", "history");

  static final List<Mutant> ALL =
      List.of(
          new Mutant(
              "R1", "an old record settles a change", "RecordChange", "onRecord", Lost.class, 1301),
          new Mutant("R1", "any log id is a member", "Configuration", "isInSync", ByName.class, 61),
          new Mutant("R2", "no ack is waited for", "Replication", "ackedByAll", Sent.class, 1),
          new Mutant("R2", "a backup commits all it has", "Follower", "commitLimit", Held.class, 3),
          new Mutant(
              "R3", "a lost backup is not waited for", "Feed", "isRequired", Present.class, 1),
          new Mutant("R4", "promises do not hold", "Follower", "isFree", True.class, 12),
          new Mutant("R4", "acks while taking over", "Duties", "mayAcknowledge", True.class, 70),
          new Mutant(
              "R4", "no waiting after a restart", "Place", "lastPromise", LongAgo.class, 113),
          new Mutant(
              "R5", "acks to an earlier primary", "IntentionLog", "changeSender", Kept.class, 3),
          new Mutant(
              "R5", "the log is not sent again", "Replication", "sendAgain", Nothing.class, 6),
          new Mutant("R5", "serving at once", "Primary", "isServing", True.class, 3),
          new Mutant(
              "R5", "clients are looked up at once", "Primary", "canLookUpClients", True.class, 6),
          new Mutant("R6", "any log will do", "IntentionLog", "meetsDatabase", True.class, 1),
          new Mutant("R6", "half a copy is whole", "Standing", "onCopying", Nothing.class, 3),
          new Mutant("R7", "joiners are taken in early", "InSyncSet", "mayJoin", True.class, 2),
          new Mutant("R7", "one set is asked", "InSyncSet", "needed", OneSet.class, 127),
          new Mutant("R8", "rows dropped unasked", "ClientStream", "takeForgettable", All.class, 7),
          new Mutant(
              "R8", "whoever has rows is silent", "SilentClients", "isSilent", True.class, 7),
          new Mutant("R9", "every history is known", "History", "contains", True.class, 231),
          new Mutant("R9", "trimmed before the sync", "IntentionLog", "trim", Ahead.class, 13),
          new Mutant("R9", "a log is dropped unheard", "Place", "keepLog", JoinsAnew.class, 124),
          new Mutant("R10", "digests are not compared", "Comparison", "compare", Nothing.class, 6),
          new Mutant(
              "R10", "the primary is always right", "Dispute", "isMajority", False.class, 10),
          new Mutant("R10", "void until a restart", "IntentionLog", "judge", NotVoid.class, 11),
          new Mutant("6", "a replica is waited for", "Vacancies", "isEligible", True.class, 3),
          new Mutant("6", "any page will do", "CopyTarget", "isWanted", True.class, 95),
          new Mutant("6", "any snapshot will do", "CopySource", "isBeginning", True.class, 95),
          new Mutant("6", "recycled under a copy", "CopySource", "neededFrom", Held.class, 67),
          new Mutant("6", "read outside a snapshot", "Snapshot", "records", Live.class, 3),
          new Mutant(
              "6", "what was read counts again", "GenerationFilter", "has", False.class, 195),
          new Mutant(
              "6", "what was not read is left out", "GenerationFilter", "has", True.class, 40),
          new Mutant("R12", "queries without a lease", "Primary", "isLeased", True.class, 5),
          new Mutant("R12", "a lease that does not end", "Feed", "leases", True.class, 5),
          new Mutant(
              "R12", "a lease by the slower clock", "Moment", "longestSince", Monotonic.class, 12),
          new Mutant(
              "R12", "a promise by the faster clock", "Moment", "shortestSince", Wall.class, 12),
          new Mutant(
              "R12", "a lease with no margin", "Settings", "marginMillis", Margin.class, 952),
          new Mutant(
              "R12",
              "the lease outlives handing over",
              "Switchover",
              "hasGivenUpLease",
              False.class,
              8),
          new Mutant("R12", "a group outlives its fence", "Execution", "abandon", Nothing.class, 4),
          new Mutant("R13", "the arbiter must confirm", "InSyncSet", "onTick", Confirmed.class, 16),
          new Mutant("4", "too few backups are enough", "InSyncSet", "isEnough", True.class, 3),
          new Mutant("FIG. 4A", "answers forgotten", "ClientStream", "highest", Zero.class, 1),
          new Mutant("FIG. 4B", "requests forgotten", "ClientStream", "inProgress", Null.class, 4));

  /**
   * What an operation does that never ends, or kills its server, is tried by {@link PoisonTest}.
   */
  static final List<Mutant> OF_POISON =
      List.of(
          new Mutant("3.6", "a backup goes first", "Replication", "passed", Stable.class, 1),
          new Mutant("3.6", "held entries are executed", "Suspect", "isHeld", False.class, 1),
          new Mutant("3.6", "the last one tries too", "Suspect", "heldFrom", MaxLong.class, 1),
          new Mutant("3.6", "nobody says what it died of", "Suspect", "ownEntry", NoEntry.class, 1),
          new Mutant("3.6", "nothing is remembered", "Suspect", "remember", Nothing.class, 1),
          new Mutant(
              "3.6", "rejected entries are executed", "Database", "answered", NoneKnown.class, 1),
          new Mutant(
              "3.6", "another answer stands", "KnownRecord", "takeNewlyRejected", NoSet.class, 1));

  /** Breaks it in this virtual machine. */
  void apply() {
    ByteBuddyAgent.install();
    AsmVisitorWrapper change = Advice.to(advice).on(named(method));
    new ByteBuddy()
        .redefine(core())
        .visit(change)
        .make()
        .load(core().getClassLoader(), ClassReloadingStrategy.fromInstalledAgent());
  }

  private Class<?> core() {
    for (String place : PACKAGES) {
      try {
        return Class.forName("io.understudy." + place + "." + type);
      } catch (ClassNotFoundException e) {
        // in the next, then
      }
    }
    throw new IllegalStateException("There is no " + type + " in any of " + PACKAGES);
  }

  /** Makes it whole again. */
  void undo() {
    try {
      ClassReloadingStrategy.fromInstalledAgent().reset(core());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return rule + ": " + what;
  }

  static final class True {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean returned) {
      returned = true;
    }
  }

  static final class False {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean returned) {
      returned = false;
    }
  }

  /** Says nothing to whoever reads it again. */
  static final class NotVoid {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(
        @Advice.Argument(value = 0, typing = Assigner.Typing.DYNAMIC) Object message) {
      return message instanceof Mark mark && mark.logId() == 0;
    }
  }

  static final class Zero {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) long returned) {
      returned = 0;
    }
  }

  /** As if clocks ran alike. */
  static final class Margin {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) int returned) {
      returned = 0;
    }
  }

  static final class MaxLong {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) long returned) {
      returned = Long.MAX_VALUE;
    }
  }

  static final class NoEntry {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) EntryId returned) {
      returned = EntryId.NONE;
    }
  }

  static final class Live {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) List<CopyRecord> returned,
        @Advice.FieldValue("database") Database database) {
      returned = Snapshot.read(database);
    }
  }

  static final class Null {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Long returned) {
      returned = null;
    }
  }

  static final class Stable {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) long returned, @Advice.FieldValue("stable") long stable) {
      returned = stable;
    }
  }

  static final class NoneKnown {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Map<?, ?> returned) {
      returned = Map.of();
    }
  }

  static final class NoSet {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Set<?> returned) {
      returned = Set.of();
    }
  }

  static final class Nothing {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  /** Does so at once. */
  static final class JoinsAnew {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@Advice.This Object place) throws ReflectiveOperationException {
      place.getClass().getDeclaredMethod("joinAnew").invoke(place);
      return true;
    }
  }

  /** Whatever is not known is taken for lost. */
  static final class Lost {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
      if (((Enum<?>) returned).ordinal() == 0) {
        returned = returned.getClass().getEnumConstants()[2];
      }
    }
  }

  /** Once in a second nothing goes on until the arbiter has raised the epoch. */
  static final class Confirmed {
    @Advice.OnMethodExit
    static void exit(
        @Advice.This Object set,
        @Advice.FieldValue("replication") Object replication,
        @Advice.Argument(2) Moment now)
        throws ReflectiveOperationException {
      if (now.monotonic() / 10 % 100 == 0) {
        set.getClass().getDeclaredMethod("raise", Moment.class).invoke(set, now);
        Method hold = replication.getClass().getDeclaredMethod("hold", boolean.class);
        hold.invoke(replication, true);
      }
    }
  }

  static final class Held {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) long returned) {
      returned = Long.MAX_VALUE;
    }
  }

  static final class Present {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) boolean returned,
        @Advice.FieldValue("connected") boolean connected) {
      returned = returned && connected;
    }
  }

  static final class LongAgo {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Moment returned) {
      returned = new Moment(Integer.MIN_VALUE, 0);
    }
  }

  static final class Kept {
    @Advice.OnMethodEnter
    static long enter(@Advice.FieldValue("matched") long matched) {
      return matched;
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.Enter long before,
        @Advice.FieldValue(value = "matched", readOnly = false) long matched) {
      matched = before;
    }
  }

  static final class Sent {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) long returned, @Advice.FieldValue("cursor") long cursor) {
      returned = cursor - 1;
    }
  }

  static final class ByName {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) boolean returned,
        @Advice.This Configuration record,
        @Advice.Argument(0) Member member) {
      for (Member each : record.inSync()) {
        returned |= each.instance().equals(member.instance());
      }
    }
  }

  static final class OneSet {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) Set<Member> returned,
        @Advice.FieldValue("configuration") Configuration configuration) {
      returned = configuration.inSync();
    }
  }

  static final class Monotonic {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) long returned,
        @Advice.This Moment moment,
        @Advice.Argument(0) Moment earlier) {
      returned = Math.min(moment.monotonic() - earlier.monotonic(), moment.wall() - earlier.wall());
    }
  }

  static final class Wall {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) long returned,
        @Advice.This Moment moment,
        @Advice.Argument(0) Moment earlier) {
      returned = Math.max(moment.monotonic() - earlier.monotonic(), moment.wall() - earlier.wall());
    }
  }

  static final class All {
    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) long returned,
        @Advice.FieldValue("highest") long highest,
        @Advice.FieldValue(value = "forgetting", readOnly = false) long forgetting) {
      if (highest > forgetting + 20) {
        returned = highest;
        forgetting = highest;
      }
    }
  }

  static final class Ahead {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) long syncedSsn) {
      syncedSsn = Long.MAX_VALUE;
    }
  }
}
