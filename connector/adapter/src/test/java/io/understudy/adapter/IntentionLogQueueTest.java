package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Payload;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.LogMessage;
import io.understudy.protocol.message.Restart;
import io.understudy.protocol.message.Sender;
import io.understudy.wire.Addresses;
import io.understudy.wire.Wire;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntentionLogQueueTest {
  private static final Addresses NAMES = new Addresses("store");

  @TempDir Path directory;
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private Broker broker;
  private Drained drained;
  private IntentionLogQueue log;

  @BeforeEach
  void open() throws Exception {
    broker = Broker.start(directory, Ports.unused(), NAMES, errors::add);
    drained = new Drained();
    log = new IntentionLogQueue(broker, NAMES.log(), room -> true, drained::take, errors::add);
    log.open();
  }

  @AfterEach
  void close() throws Exception {
    log.close();
    broker.close();
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldDeliverInOrderWhenManyAreAppended() throws Exception {
    append(1, 2000);

    drained.awaitRestarts(1, 2000);
    assertThat(drained.handles).isSorted().doesNotHaveDuplicates();
  }

  /** What comes out of the queue is acked (R2). */
  @Test
  void shouldDeliverNothingWhenItIsNotOnDiskYet() throws Exception {
    try (StandingDisk disk = StandingDisk.begin()) {
      append(1, 10);

      await().until(() -> disk.isAsked() || !drained.messages.isEmpty());
      assertThat(drained.messages).isEmpty();
    }
    drained.awaitRestarts(1, 10);
  }

  @Test
  void shouldDeliverAllAgainInOrderWhenNothingWasTrimmed() throws Exception {
    append(1, 100);
    drained.awaitRestarts(1, 100);

    restart();

    drained.awaitRestarts(1, 100);
  }

  @Test
  void shouldDeliverOnlyWhatFollowsWhenTheLogWasTrimmed() throws Exception {
    append(1, 100);
    drained.awaitRestarts(1, 100);
    log.trim(drained.handles.get(59));
    await()
        .untilAsserted(
            () ->
                assertThat(broker.server().locateQueue(NAMES.log()).getMessageCount())
                    .isEqualTo(40));

    restart();

    drained.awaitRestarts(61, 100);
  }

  @Test
  void shouldKeepItsOrderWhenMoreIsAppendedAfterARestart() throws Exception {
    append(1, 50);
    drained.awaitRestarts(1, 50);
    restart();

    append(51, 60);

    drained.awaitRestarts(1, 60);
  }

  @Test
  void shouldCarryACheckpointWhenItHoldsTheLargestRequest() throws Exception {
    Entry entry =
        new Entry(
            new EntryId(1, 1),
            0,
            Entry.Kind.REQUEST,
            1,
            2,
            1,
            "client",
            1,
            "put",
            Payload.of(new byte[Broker.REQUEST_LIMIT + Broker.CHECKPOINT_LIMIT]));
    Sender sender = new Sender(1, new Member("a", 7), 1);
    Checkpoint checkpoint = new Checkpoint(sender, 0, List.of(entry));

    new LocalPost(broker, NAMES).appendToLog(checkpoint, Wire.encode(checkpoint));

    await().until(() -> drained.messages.contains(checkpoint));
    assertThat(directory.resolve("large")).isEmptyDirectory();
  }

  @Test
  void shouldRefuseThePortWhenItIsInUse() {
    assertThatThrownBy(
            () ->
                Broker.start(directory.resolve("b"), broker.address(), NAMES, errors::add).close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(broker.address().toString());
  }

  private void append(int from, int to) throws Exception {
    LocalPost post = new LocalPost(broker, NAMES);
    for (int i = from; i <= to; i++) {
      LogMessage restart = new Restart(i, 0);
      post.appendToLog(restart, Wire.encode(restart));
    }
  }

  private void restart() throws Exception {
    close();
    open();
  }

  /** What came out of the log. */
  private static final class Drained {
    final List<LogMessage> messages = new CopyOnWriteArrayList<>();
    final List<Long> handles = new CopyOnWriteArrayList<>();

    void take(LogMessage message, long handle, int bytes) {
      handles.add(handle);
      messages.add(message);
    }

    void awaitRestarts(int from, int to) {
      await()
          .untilAsserted(
              () -> {
                List<Long> seen =
                    messages.stream().map(message -> ((Restart) message).incarnation()).toList();
                assertThat(seen).isEqualTo(LongStream.rangeClosed(from, to).boxed().toList());
              });
    }
  }
}
