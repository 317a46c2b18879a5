package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.EntryId;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history =
      new History(List.of(new EntryId(1, 1), new EntryId(10, 3)), new EntryId(12, 3));

  @Test
  void shouldTellEpochOfEachEntryWhenItIsCommitted() {
    assertThat(history.epochAt(0)).isZero();
    assertThat(history.epochAt(9)).isEqualTo(1);
    assertThat(history.epochAt(10)).isEqualTo(3);
    assertThat(history.epochAt(13)).isEqualTo(-1);
  }

  @Test
  void shouldNotContainEntryWhenItsEpochIsAnother() {
    assertThat(history.contains(new EntryId(9, 1))).isTrue();
    assertThat(history.contains(new EntryId(9, 2))).isFalse();
    assertThat(history.contains(new EntryId(13, 3))).isFalse();
    assertThat(history.contains(EntryId.NONE)).isTrue();
  }

  @Test
  void shouldGrowWhenEntryIsCommitted() {
    history.committed(entry(13, 3));
    history.committed(entry(14, 5, 3));

    assertThat(history.position()).isEqualTo(new EntryId(14, 5));
    assertThat(history.epochAt(13)).isEqualTo(3);
  }

  @Test
  void shouldRefuseWhenEntryIsMissing() {
    assertThatThrownBy(() -> history.committed(entry(14, 3)))
        .isInstanceOf(IllegalStateException.class);
  }
}
