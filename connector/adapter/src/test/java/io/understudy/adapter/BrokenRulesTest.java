package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.understudy.protocol.EntryId;
import io.understudy.protocol.Moment;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Tests the tests of what stands around the core: the simulator has a model of its own of disk,
 * database and clocks, and proves nothing of the real ones. With a rule broken in the adapter, the
 * test that is to hold it must fail.
 */
class BrokenRulesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * @param what how it is broken
   * @param method what behaves otherwise, by its name
   * @param check the test that finds out
   */
  record Broken(
      String rule, String what, Class<?> type, String method, Class<?> advice, Check check) {
    @Override
    public String toString() {
      return rule + ": " + what;
    }
  }

  record Check(Class<?> test, String method) {}

  static Stream<Broken> rules() {
    return Stream.of(
        new Broken(
            "R2",
            "a message is acked before it is synced",
            ConfigurationImpl.class,
            "setJournalSyncNonTransactional",
            Unsynced.class,
            log("shouldDeliverNothingWhenItIsNotOnDiskYet")),
        new Broken(
            "R2",
            "the log is not kept on disk",
            LocalPost.class,
            "message",
            NotDurable.class,
            log("shouldDeliverAllAgainInOrderWhenNothingWasTrimmed")),
        new Broken(
            "R2",
            "what is executed is committed though it is not stable",
            GroupExecutor.class,
            "awaitRelease",
            AtOnce.class,
            groups("shouldKeepWaitingWhenOnlyAPartIsReleased")),
        new Broken(
            "R9",
            "all of the log is trimmed",
            IntentionLogQueue.class,
            "trim",
            All.class,
            log("shouldDeliverOnlyWhatFollowsWhenTheLogWasTrimmed")),
        new Broken(
            "R9",
            "a commit of unknown outcome counts as none, and is executed again",
            GroupExecutor.class,
            "lookUp",
            NotLookedUp.class,
            groups("shouldLookUpAndAnswerWhenACommitIsUnknownButWentThrough")),
        new Broken(
            "R9",
            "a sync counts before the disk has it",
            Database.class,
            "endSync",
            ToldTooSoon.class,
            syncs("shouldTellTheCoreOfASyncOnlyWhenTheDiskHasIt")),
        new Broken(
            "R12",
            "a group that was abandoned commits",
            GroupExecutor.class,
            "awaitRelease",
            AtOnce.class,
            groups("shouldRollBackAndAnswerNothingWhenAGroupIsAbandoned")),
        new Broken(
            "R12",
            "what was released before the fence was raised is so after it",
            GroupExecutor.class,
            "abandon",
            StillReleased.class,
            groups("shouldForgetWhatWasReleasedWhenAGroupIsAbandoned")),
        new Broken(
            "R12",
            "a moment is read before the event is received",
            InstanceLoop.class,
            "now",
            Stale.class,
            clocks("shouldReadTheMomentAfterTheEventWasReceived")),
        new Broken(
            "R12",
            "only one clock is read",
            InstanceLoop.class,
            "now",
            OneClock.class,
            clocks("shouldReadBothClocks")));
  }

  private static Check log(String method) {
    return new Check(IntentionLogQueueTest.class, method);
  }

  private static Check groups(String method) {
    return new Check(GroupExecutorTest.class, method);
  }

  private static Check syncs(String method) {
    return new Check(DatabaseTest.class, method);
  }

  private static Check clocks(String method) {
    return new Check(InstanceLoopTest.class, method);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldFindOutWhenRuleIsBroken(Broken broken) throws Exception {
    assertThat(failures(broken.check())).as("what fails when nothing is broken").isEmpty();

    // What does not come need not be waited for as long as usual.
    Awaitility.setDefaultTimeout(PATIENCE);
    try {
      Change change = new Change(broken.type(), broken.method(), broken.advice());
      try {
        assertThat(failures(broken.check())).as("what fails when %s", broken).isNotEmpty();
      } finally {
        change.undo();
      }
    } finally {
      Awaitility.reset();
    }
  }

  private static List<TestExecutionSummary.Failure> failures(Check check) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(check.test(), check.method()))
            .build();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    assertThat(summary.getTestsStartedCount()).as("tests of that name").isEqualTo(1);
    return summary.getFailures();
  }

  static final class Unsynced {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) boolean sync) {
      sync = false;
    }
  }

  static final class NotDurable {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 2, readOnly = false) boolean durable) {
      durable = false;
    }
  }

  static final class AtOnce {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean returned) {
      returned = true;
    }
  }

  static final class All {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) long handle) {
      handle = Long.MAX_VALUE;
    }
  }

  static void tellSynced(Mailbox events, EntryId position) {
    events.tell((instance, now) -> instance.onSynced(position, now));
  }

  static final class ToldTooSoon {
    @Advice.OnMethodEnter
    static void enter(
        @Advice.FieldValue("events") Mailbox events, @Advice.Argument(0) EntryId position) {
      BrokenRulesTest.tellSynced(events, position);
    }
  }

  static final class NotLookedUp {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
      returned = new Attempt.Failed("as broken");
    }
  }

  static final class StillReleased {
    @Advice.OnMethodEnter
    static long enter(@Advice.FieldValue("released") long released) {
      return released;
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.Enter long before,
        @Advice.FieldValue(value = "released", readOnly = false) long released) {
      released = before;
    }
  }

  static final class Stale {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Moment returned) {
      returned = new Moment(returned.monotonic() / 1000 * 1000, returned.wall() / 1000 * 1000);
    }
  }

  static final class OneClock {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Moment returned) {
      returned = new Moment(returned.wall(), returned.wall());
    }
  }
}
