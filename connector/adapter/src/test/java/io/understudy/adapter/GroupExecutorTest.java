package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.protocol.Effect;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.instance.GroupFailure;
import jakarta.transaction.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupExecutorTest {
  private static final long FENCE = 7;

  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<Long> lastSsns = new CopyOnWriteArrayList<>();
  private final List<Response> responses = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<EntryId> failedAt = new CopyOnWriteArrayList<>();
  private final List<Boolean> conflicts = new CopyOnWriteArrayList<>();
  private final List<Throwable> broken = new CopyOnWriteArrayList<>();
  private final ExecutionNote note = ExecutionNote.open(file());
  private final GroupExecutor executor =
      new GroupExecutor(
          new EndpointSource(endpoint, new OperatorLog("a")),
          (name, body) -> new Thread(body, name).start(),
          endpoint.registry,
          new Outcomes(),
          note,
          new OperatorLog("a"));

  private final class Outcomes implements GroupExecutor.Listener {
    @Override
    public void onCommitted(long fence, long lastSsn, List<Effect> effects) {
      assertThat(fence).isEqualTo(FENCE);
      effects.forEach(effect -> responses.add(effect.response()));
      lastSsns.add(lastSsn);
    }

    @Override
    public void onGroupFailed(long fence, GroupFailure failure) {
      assertThat(fence).isEqualTo(FENCE);
      failedAt.add(failure.at());
      conflicts.add(failure.conflict());
      failures.add(failure.cause());
    }

    @Override
    public void onBroken(Throwable cause) {
      broken.add(cause);
    }
  }

  private static Path file() {
    try {
      Path file = Files.createTempFile("understudy", "executing");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() throws Exception {
    executor.close();
    assertThat(executor.awaitEnd(10_000)).isTrue();
  }

  @Test
  void shouldCommitAGroupInOneTransactionWhenItIsReleased() {
    executor.execute(FENCE, group(1, 10), Map.of());
    await().until(() -> endpoint.bodies == 10);
    assertThat(endpoint.committed).isEmpty();

    executor.release(10);

    await().until(() -> lastSsns.equals(List.of(10L)));
    assertThat(endpoint.committed).isEqualTo(ssns(1, 10));
    assertThat(endpoint.transactions).containsExactly(10);
    assertThat(responses).hasSize(10);
  }

  @Test
  void shouldKeepWaitingWhenOnlyAPartIsReleased() {
    executor.execute(FENCE, group(1, 10), Map.of());
    executor.release(9);

    await().during(100, TimeUnit.MILLISECONDS).until(endpoint.committed::isEmpty);
  }

  @Test
  void shouldRollBackAndAnswerNothingWhenAGroupIsAbandoned() {
    executor.execute(FENCE, group(1, 10), Map.of());
    await().until(() -> endpoint.bodies == 10);

    executor.abandon();
    executor.execute(FENCE, group(1, 5), Map.of());
    executor.release(5);

    await().until(() -> lastSsns.equals(List.of(5L)));
    assertThat(endpoint.committed).isEqualTo(ssns(1, 5));
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldForgetWhatWasReleasedWhenAGroupIsAbandoned() {
    executor.release(100);
    executor.abandon();
    executor.execute(FENCE, group(1, 10), Map.of());

    await().during(100, TimeUnit.MILLISECONDS).until(endpoint.committed::isEmpty);
  }

  @Test
  void shouldRaiseTheFenceOnlyAfterTheGroupWhenItIsUnderWay() throws Exception {
    executor.execute(FENCE, group(1, 10), Map.of());
    CountDownLatch raised = new CountDownLatch(1);
    await().until(() -> endpoint.bodies == 10);

    executor.afterGroups(
        free -> {
          assertThat(endpoint.registry.getTransactionKey()).isNull();
          raised.countDown();
        });

    assertThat(raised.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(endpoint.committed).isEmpty();
  }

  @Test
  void shouldCommitInPiecesWhenEntriesSpoilTheGroup() {
    endpoint.spoilers.addAll(List.of(3L, 7L, 10L));
    executor.release(10);

    executor.execute(FENCE, group(1, 10), Map.of());

    await().until(() -> lastSsns.equals(List.of(3L, 7L, 10L)));
    assertThat(endpoint.committed).isEqualTo(ssns(1, 10));
    assertThat(endpoint.transactions).containsExactly(3, 4, 3);
    assertThat(responses.stream().map(Response::isError).toList())
        .isEqualTo(
            IntStream.rangeClosed(1, 10).mapToObj(i -> i == 3 || i == 7 || i == 10).toList());
  }

  @Test
  void shouldRunEachBodyAtMostTwiceWhenEveryTenthEntrySpoils() {
    LongStream.rangeClosed(1, 25).forEach(i -> endpoint.spoilers.add(10 * i));
    executor.release(250);

    executor.execute(FENCE, group(1, 250), Map.of());

    await().until(() -> endpoint.committed.size() == 250);
    assertThat(endpoint.bodies).isLessThanOrEqualTo(500);
  }

  @Test
  void shouldReportTheFailureWhenTheEndpointThrows() {
    endpoint.failures = 1;
    executor.release(20);

    executor.execute(FENCE, group(1, 10), Map.of());
    await().until(() -> failures.size() == 1);
    executor.execute(FENCE, group(1, 10), Map.of());

    await().until(() -> lastSsns.equals(List.of(10L)));
    assertThat(failures.get(0)).contains("The database is away.");
    assertThat(endpoint.committed).isEqualTo(ssns(1, 10));
  }

  /** As Payara does where the answer of the database was lost. */
  @Test
  void shouldLookUpAndAnswerWhenACommitWentThroughThatIsSaidToBeRolledBack() {
    endpoint.unknownStatus = Status.STATUS_ROLLEDBACK;

    shouldLookUpAndAnswerWhenACommitIsUnknownButWentThrough();
  }

  @Test
  void shouldReportWhenACommitIsRolledBack() {
    endpoint.unknownStatus = Status.STATUS_ROLLEDBACK;

    shouldLookUpAndReportWhenACommitIsUnknownAndDidNotGoThrough();
  }

  @Test
  void shouldLookUpAndAnswerWhenACommitIsUnknownButWentThrough() {
    endpoint.unknownCommits = 1;
    endpoint.unknownButCommitted = true;
    endpoint.failedLookUps = 1;
    executor.release(10);

    executor.execute(FENCE, group(1, 10), Map.of());

    await().until(() -> lastSsns.equals(List.of(10L)));
    assertThat(endpoint.committed).isEqualTo(ssns(1, 10));
    assertThat(endpoint.bodies).isEqualTo(10);
    assertThat(responses).hasSize(10);
  }

  @Test
  void shouldLookUpAndReportWhenACommitIsUnknownAndDidNotGoThrough() {
    endpoint.unknownCommits = 1;
    executor.release(10);

    executor.execute(FENCE, group(1, 10), Map.of());

    await().until(() -> failures.size() == 1);
    assertThat(endpoint.committed).isEmpty();
    assertThat(endpoint.bodies).isEqualTo(10);
  }

  @Test
  void shouldNotRunTheBodyWhenTheResponseIsKnown() {
    executor.release(10);

    executor.execute(FENCE, group(1, 10), Map.of(4L, Response.REJECTED));

    await().until(() -> lastSsns.equals(List.of(10L)));
    assertThat(endpoint.bodies).isEqualTo(9);
    assertThat(responses.get(3)).isEqualTo(Response.REJECTED);
  }

  @Test
  void shouldNameTheEntryAndAnswerNothingWhenItsBodyOverflowsTheStack() {
    endpoint.thrown = new StackOverflowError();
    endpoint.throwing = 4;
    executor.release(10);

    executor.execute(FENCE, group(1, 10), Map.of());

    await().until(() -> failures.size() == 1);
    assertThat(failedAt).containsExactly(new EntryId(4, 1));
    assertThat(endpoint.committed).isEmpty();
    assertThat(note.executing()).isEqualTo(EntryId.NONE);
  }

  /** An outage is over some day; what the database holds already stays. */
  @Test
  void shouldTellAConflictFromAnOutageWhenAConstraintIsBroken() {
    endpoint.throwing = 4;
    executor.release(10);

    endpoint.thrown =
        new IllegalStateException("as the container wraps it", new SQLException("row", "23505"));
    executor.execute(FENCE, group(1, 10), Map.of());
    await().until(() -> conflicts.equals(List.of(true)));
    endpoint.thrown =
        new IllegalStateException("as the container wraps it", new SQLException("gone", "08006"));
    executor.execute(FENCE, group(1, 10), Map.of());

    await().until(() -> conflicts.equals(List.of(true, false)));
  }

  static List<VirtualMachineError> failuresOfTheMachine() {
    return List.of(new InternalError(), new OutOfMemoryError());
  }

  @ParameterizedTest
  @MethodSource("failuresOfTheMachine")
  void shouldSayThatNothingCanGoOnWhenTheVirtualMachineHasFailed(VirtualMachineError failure) {
    endpoint.thrown = new IllegalStateException("as the container wraps it", failure);
    endpoint.throwing = 4;
    executor.release(10);

    executor.execute(FENCE, group(1, 10), Map.of());

    await().dontCatchUncaughtExceptions().until(() -> broken.size() == 1);
    assertThat(broken).containsExactly(failure);
    assertThat(failures).isEmpty();
    assertThat(endpoint.committed).isEmpty();
  }

  @Test
  void shouldTellWhatIsExecutedWhenABodyDoesNotEnd() {
    endpoint.hanging = new CountDownLatch(1);
    endpoint.throwing = 4;

    executor.execute(FENCE, group(1, 10), Map.of());

    await().until(() -> note.executing().equals(new EntryId(4, 1)));
    endpoint.hanging.countDown();
    await().until(() -> note.executing().equals(EntryId.NONE));
  }

  private static List<Long> ssns(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static List<Entry> group(long from, long to) {
    List<Entry> entries = new ArrayList<>();
    for (long ssn = from; ssn <= to; ssn++) {
      entries.add(
          new Entry(
              new EntryId(ssn, 1),
              ssn == 1 ? 0 : 1,
              Entry.Kind.REQUEST,
              1,
              2,
              1,
              "client",
              ssn,
              "put",
              Payload.EMPTY));
    }
    return entries;
  }
}
