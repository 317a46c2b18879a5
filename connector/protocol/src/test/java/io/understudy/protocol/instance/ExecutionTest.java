package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.entries;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExecutionTest {
  private final Recorded actions = new Recorded();
  private final Execution execution = new Execution(actions.actions());

  @BeforeEach
  void start() {
    execution.onFence(1);
    execution.start(entries(1, 5, 1), Map.of(), at(0));
  }

  /** With a minimum of backups it may wait for one as long as it takes. */
  @Test
  void shouldNotCountTheTimeInWhichAGroupHasToWait() {
    execution.release(4, at(1));
    assertThat(execution.isWaiting()).isTrue();
    assertThat(execution.runningMillis(at(20_000))).isZero();

    execution.release(5, at(20_000));

    assertThat(execution.isWaiting()).isFalse();
    assertThat(execution.runningMillis(at(20_000))).isZero();
    assertThat(execution.runningMillis(at(20_007))).isEqualTo(7);
    execution.release(6, at(20_008));
    assertThat(execution.runningMillis(at(20_010))).isEqualTo(10);
  }

  @Test
  void shouldCountFromTheBeginningOfAGroupThatMayBeCommittedBefore() {
    execution.release(9, at(1));
    assertThat(execution.onCommitted(1, 5)).hasSize(5);
    assertThat(execution.runningMillis(at(10))).isZero();

    execution.start(entries(6, 9, 1), Map.of(), at(100));

    assertThat(execution.runningMillis(at(130))).isEqualTo(30);
    assertThat(actions.calls("release")).isEqualTo(List.of(List.of(9L)));
  }
}
