package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.A;
import static io.understudy.protocol.instance.Given.B;
import static io.understudy.protocol.instance.Given.C;
import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.from;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.message.Ack;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.CopyRequest;
import io.understudy.protocol.message.Join;
import io.understudy.protocol.message.Mark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a primary has entries wait for more of them. */
class GatheringTest {
  private final Recorded actions = new Recorded();
  private final Instances instances = Given.instances("b", "c");
  private final Map<String, Registration> registrations = new HashMap<>();
  private final History history = Given.committed(10, 1);
  private Primary primary;
  private int perMillisecond = 1;
  private long number;

  @BeforeEach
  void serve() {
    IntentionLog log = new IntentionLog(history);
    log.judge(new Mark(A.logId(), history.position()), 0);
    List.of("a", "b", "c").forEach(name -> register(name, Purpose.MEMBER));
    primary =
        new Primary(
            Settings.DEFAULT,
            actions.actions(),
            Given.record(B),
            1,
            () -> false,
            history,
            log,
            new DigestWindow(1),
            0,
            1,
            instances,
            at(0));
    primary.replication().flush(at(0));
    Entry first = primary.replication().window().get(11);
    log.judge(new Checkpoint(from(A, 1, 1), 0, List.of(first)), 1);
    primary.onOwnLog(log, at(0));
    primary.onAck(new Ack(from(B, 1, 1), 11, 11, 0, false), at(0));
    history.committed(first);
    primary.onCommitted(11);
    assertThat(primary.isServing()).isTrue();
    actions.clear();
  }

  private void register(String name, Purpose purpose) {
    registrations.put(name, new Registration(name, purpose));
    instances.onRegistrations(registrations);
  }

  /** Requests in each millisecond; the checkpoints that they go out in, to its own log too. */
  private long checkpoints(long from, long to) {
    actions.clear();
    for (long millis = from; millis < to; millis++) {
      if (millis % 8 == 0) {
        primary.onTick(at(millis));
      }
      for (int i = 0; i < perMillisecond; i++) {
        ClientMessage.Request request =
            new ClientMessage.Request(++number, "add", Given.entry(1, 1).payload());
        primary.take("client", request, at(millis));
      }
      primary.replication().flush(at(millis));
      primary.onAck(new Ack(from(B, 1, 1), 0, 0, 0, false), at(millis));
    }
    return actions.calls("checkpoint").stream().filter(call -> (Boolean) call.get(1)).count();
  }

  private void join() {
    EntryId position = new EntryId(10, 1);
    primary.onJoin(new Join(from(C, 1, 1), position, position, position.ssn()), at(0));
  }

  /** Of its own log there is no ack here, so no more than four are under way. */
  @Test
  void shouldSendEachAtOnceWhenAllAreInSync() {
    assertThat(checkpoints(8, 11)).isEqualTo(3);
  }

  @Test
  void shouldSendThemTogetherWhileAnInstanceIsBroughtUp() {
    join();

    assertThat(checkpoints(8, 28)).isEqualTo(2);
  }

  /** Two in each millisecond: 10, 20 and 40 of them apart, and no longer. */
  @Test
  void shouldSendMoreTogetherWhenMoreComeWhileAnInstanceIsBroughtUp() {
    join();
    perMillisecond = 2;

    checkpoints(8, 160);

    assertThat(actions.calls("checkpoint"))
        .extracting(call -> ((Checkpoint) call.get(2)).entries().size())
        .startsWith(6, 20, 40, 80);
  }

  /** Thirty clients that wait for their answers send no more until they have them. */
  @Test
  void shouldNotWaitForMoreWhenNoneComeWhileAnInstanceIsBroughtUp() {
    join();
    perMillisecond = 30;
    checkpoints(8, 12);
    perMillisecond = 0;

    checkpoints(12, 28);

    assertThat(actions.calls("checkpoint"))
        .extracting(call -> ((Checkpoint) call.get(2)).entries().size())
        .containsExactly(30);
  }

  /** All requests wait for what a new epoch sends. */
  @Test
  void shouldSendAtOnceWhenTheEpochIsRaisedWhileAnInstanceIsBroughtUp() {
    join();
    checkpoints(8, 12);
    primary.replication().raise(from(A, 2, 1), at(12));

    assertThat(checkpoints(12, 13)).isEqualTo(1);
  }

  @Test
  void shouldSendEachAtOnceWhenTheInstanceThatIsBroughtUpIsGone() {
    join();
    primary.onTick(at(1));
    primary.onDisconnected("c");

    assertThat(checkpoints(8, 11)).isEqualTo(3);
  }

  /** It is fed for good, and waited for never. */
  @Test
  void shouldSendEachAtOnceWhenARemoteReplicaIsFed() {
    register("c", Purpose.REMOTE);
    join();

    assertThat(checkpoints(8, 11)).isEqualTo(3);
  }

  @Test
  void shouldSendThemTogetherWhileAnInstanceIsCopiedTo() {
    copy();

    assertThat(checkpoints(8, 28)).isEqualTo(2);
  }

  @Test
  void shouldSendEachAtOnceWhenARemoteReplicaIsCopiedTo() {
    register("c", Purpose.REMOTE);
    copy();

    assertThat(checkpoints(8, 11)).isEqualTo(3);
  }

  /** The backup that is to be the next primary has all the sooner. */
  @Test
  void shouldSendEachAtOnceWhileASwitchoverIsOn() {
    join();
    primary.switchOver(new ClientMessage.Switchover("operator", "b"), at(1));

    assertThat(checkpoints(8, 11)).isEqualTo(3);
  }

  @Test
  void shouldSendEachAtOnceWhenACopyStandsStill() {
    copy();
    primary.onTick(at(1001));

    assertThat(checkpoints(1002, 1005)).isEqualTo(3);
  }

  private void copy() {
    primary.onCopyRequest(new CopyRequest(from(C, 1, 1), 7, CopyPlace.BEGIN), at(1));
  }
}
