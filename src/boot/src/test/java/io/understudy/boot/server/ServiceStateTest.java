package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Member;
import io.understudy.protocol.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ServiceStateTest {
  private static final InstanceState WAITING_PRIMARY =
      running("a", Map.of("role", "PRIMARY", "serving", "false", "below-minimum", "true"));
  private static final InstanceState BACKUP = running("b", Map.of("role", "BACKUP"));
  private static final InstanceState DOWN =
      new InstanceState(
          new Place("c", 3, 30), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

  private static InstanceState running(String name, Map<String, String> said) {
    return new InstanceState(
        new Place(name, 1, 10), OptionalLong.of(1), OptionalLong.of(1), Optional.of(said));
  }

  private static InstanceState running(String name, Purpose purpose, Map<String, String> said) {
    return new InstanceState(
        new Place(name, 1, 10).with(purpose),
        OptionalLong.of(1),
        OptionalLong.of(1),
        Optional.of(said));
  }

  /** Of three instances, a the primary. */
  private static ServiceState state(List<Member> inSync) {
    return state(List.of(WAITING_PRIMARY, BACKUP, DOWN), inSync);
  }

  private static ServiceState state(List<InstanceState> instances, List<Member> inSync) {
    ServiceFile service =
        new ServiceFile(
            ServiceFile.FORMAT,
            "store",
            "id",
            "",
            0,
            true,
            instances.stream().map(InstanceState::place).toList());
    Configuration record = Configuration.founding("a", 200).next(new Member("a", 1), 1, inSync);
    return new ServiceState(service, OptionalLong.empty(), Optional.of(record), true, instances);
  }

  @Test
  void shouldBeSettledWhenPrimaryWaitsOnlyForBackupsThatDoNotRun() {
    ServiceState state = state(List.of(new Member("b", 2)));

    assertThat(state.isSettled(WAITING_PRIMARY)).isTrue();
    assertThat(state.isSettled(BACKUP)).isTrue();
    assertThat(state.isSettled(DOWN)).isFalse();
  }

  @Test
  void shouldBeSettledWhenASpareWaitsAndAReplicaFollowsCloseBehind() {
    InstanceState primary =
        running("a", Map.of("role", "PRIMARY", "serving", "true", "last", "5000"));
    InstanceState spare = running("s", Purpose.SPARE, Map.of("role", "SPARE", "committed", "7"));
    InstanceState close =
        running("r", Purpose.REMOTE, Map.of("role", "JOINING", "committed", "4990"));
    InstanceState far = running("q", Purpose.REMOTE, Map.of("role", "JOINING", "committed", "9"));
    ServiceState state = state(List.of(primary, spare, close, far), List.of());

    assertThat(state.isSettled(spare)).isTrue();
    assertThat(state.isSettled(close)).isTrue();
    assertThat(close.role()).isEqualTo("remote");
    assertThat(state.isSettled(far)).isFalse();
    assertThat(state.isDegraded()).as("it is to have no backup").isFalse();
  }

  @Test
  void shouldNotBeSettledWhenPrimaryWaitsForABackupThatRuns() {
    assertThat(state(List.of()).isSettled(WAITING_PRIMARY)).isFalse();
  }

  @Test
  void shouldNotBeSettledWhenWhoIsToSayWhatEndedItRunsAndHasNotSaidSo() {
    InstanceState joining = running("b", Map.of("role", "JOINING"));
    InstanceState held = heldUntil("b");

    assertThat(state(List.of(held, joining, DOWN), List.of()).isSettled(joining)).isFalse();
    held = heldUntil("c");
    assertThat(state(List.of(held, joining, DOWN), List.of()).isSettled(joining))
        .as("c does not run")
        .isTrue();
  }

  private static InstanceState heldUntil(String silent) {
    return running(
        "a",
        Map.of(
            "role", "PRIMARY",
            "serving", "false",
            "suspect", "HELD",
            "suspect.waits-for", silent));
  }

  @Test
  void shouldFindTheRecordOlderOnlyWhileTheArbiterHasAnOlderOne() {
    InstanceState finding =
        running("a", Map.of("role", "PRIMARY", "record", "of epoch 0", "epoch-seen", "7"));
    InstanceState notReadYet =
        running("a", Map.of("role", "PRIMARY", "record", "of epoch 0", "epoch-seen", "1"));
    InstanceState ahead = running("a", Map.of("role", "PRIMARY", "epoch-seen", "7"));

    // the record is of epoch 1
    assertThat(state(List.of(finding), List.of()).findingRecordOlder()).contains(finding);
    assertThat(state(List.of(notReadYet), List.of()).findingRecordOlder()).isEmpty();
    assertThat(state(List.of(ahead), List.of()).findingRecordOlder())
        .as("the record may have been read before it was changed")
        .isEmpty();
  }
}
