package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.at;
import static io.understudy.protocol.instance.Given.committed;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Payload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecyclingTest {
  private static final long ALL = Long.MAX_VALUE;
  private static final long NOBODY = Long.MAX_VALUE;
  private static final int ROWS = 32_000;
  private static final int MIB = 1024;
  private static final int SECONDS = 60;

  /** Timestamp of the newest entry. */
  private static final long NEWEST = 1_000_000_000;

  private final Recorded recorded = new Recorded();
  private final Recycling recycling = new Recycling(settings(), recorded.actions());
  private History history;

  private static Settings settings() {
    return Settings.of(
        Map.of(
            Setting.OPERATION_LOG_ROWS, ROWS,
            Setting.OPERATION_LOG_MIB, MIB,
            Setting.OPERATION_LOG_SECONDS, SECONDS));
  }

  /** Under fence 7: so many entries, all there from an SSN on. */
  private void given(long position, long first, long bytes, long oldest) {
    history = committed(position, 1);
    recycling.onFence(7);
    recycling.onExtent(7, first, bytes, oldest, history);
  }

  /** The newest, with one byte of payload. */
  private static Entry entry(long ssn) {
    Entry.Kind kind = Entry.Kind.REQUEST;
    return new Entry(
        new EntryId(ssn, 1), 1, kind, NEWEST, 0, 1, "client", ssn, "add", Payload.of("x"));
  }

  private void tick(long needed, long millis) {
    recycling.onTick(history, NEWEST, needed, Overtaken.HELD, at(millis));
  }

  private List<List<Object>> recycled() {
    return recorded.calls("recycleOperationLog");
  }

  @Test
  void shouldDropTheOldestRowsInSmallStepsUntilItIsWithinItsBound() {
    given(ROWS + 1500, 1, 0, NEWEST);

    tick(NOBODY, 0);
    tick(NOBODY, 1);
    assertThat(recycled()).containsExactly(List.of(7L, 1024L, ALL));
    recycling.onExtent(7, 1025, 0, NEWEST, history);
    assertThat(history.logStart()).isEqualTo(1025);
    tick(NOBODY, 2);
    recycling.onExtent(7, 2049, 0, NEWEST, history);
    tick(NOBODY, 3);

    assertThat(recycled()).containsExactly(List.of(7L, 1024L, ALL), List.of(7L, 2048L, ALL));
  }

  @Test
  void shouldDropASmallPartWhenFewRowsTakeTooMuch() {
    given(160, 1, (long) MIB << 20, NEWEST);

    tick(NOBODY, 0);

    assertThat(recycled()).containsExactly(List.of(7L, 10L, ALL));
  }

  @Test
  void shouldCountWhatIsCommitted() {
    given(160, 1, ((long) MIB << 20) - 160 * Recycling.ROW_BYTES, NEWEST);
    tick(NOBODY, 0);
    assertThat(recycled()).isEmpty();

    recycling.onCommitted(entry(161), history);
    tick(NOBODY, 1);

    assertThat(recycled()).hasSize(1);
  }

  @Test
  void shouldDropOnlyWhatIsTooOldWhenNothingElseIsBeyondItsBound() {
    given(1600, 1, 0, NEWEST - 1000 * SECONDS - 1);

    tick(NOBODY, 0);

    assertThat(recycled()).containsExactly(List.of(7L, 100L, NEWEST - 1000 * SECONDS));
  }

  @Test
  void shouldKeepAllWhenItIsJustWithinItsBounds() {
    given(ROWS, 1, 0, NEWEST - 1000 * SECONDS);

    tick(NOBODY, 0);

    assertThat(recycled()).isEmpty();
  }

  @Test
  void shouldKeepTheLastRowWhateverItTakes() {
    given(500, 500, (long) MIB << 22, 0);

    tick(NOBODY, 0);

    assertThat(recycled()).isEmpty();
  }

  @Test
  void shouldKeepWhatIsNeededUntilThatIsTwiceTheBound() {
    given(ROWS + 2000, 1, 0, NEWEST);
    tick(501, 0);
    assertThat(recycled()).containsExactly(List.of(7L, 500L, ALL));
    recycling.onExtent(7, 501, 0, NEWEST, history);
    tick(501, 1);
    assertThat(recycled()).hasSize(1);

    given(2 * ROWS + 501, 501, 0, NEWEST);
    tick(501, 2);

    assertThat(recycled()).hasSize(2);
    assertThat(recycled().get(1)).isEqualTo(List.of(7L, 1524L, ALL));
  }

  @Test
  void shouldKeepWhatIsNeededUntilItIsTwiceAsOldAsItMayBe() {
    given(1600, 1, 0, NEWEST - 2000 * SECONDS);
    tick(1, 0);
    assertThat(recycled()).isEmpty();

    given(1600, 1, 0, NEWEST - 2000 * SECONDS - 1);
    tick(1, 1);

    assertThat(recycled()).containsExactly(List.of(7L, 100L, NEWEST - 2000 * SECONDS));
  }

  @Test
  void shouldCountTheAgeFromTheFirstEntryWhenItHadNone() {
    given(1600, 1601, 0, 0);

    for (long ssn = 1601; ssn <= 1610; ssn++) {
      history.committed(entry(ssn));
      recycling.onCommitted(entry(ssn), history);
    }
    tick(NOBODY, 0);

    assertThat(recycled()).isEmpty();
  }

  @Test
  void shouldHearNothingOfAnEarlierFenceAndAskAgainWhenNoAnswerComes() {
    given(ROWS + 2000, 1, 0, NEWEST);
    tick(NOBODY, 0);
    tick(NOBODY, 29_999);
    assertThat(recycled()).hasSize(1);
    tick(NOBODY, 30_000);
    assertThat(recycled()).hasSize(2);

    given(ROWS + 2000, 1, 0, NEWEST);
    recycling.onFence(8);
    recycling.onExtent(7, 1025, 0, NEWEST, history);

    assertThat(history.logStart()).isEqualTo(1);
    tick(NOBODY, 30_001);
    assertThat(recycled().get(2)).isEqualTo(List.of(8L, 1024L, ALL));
  }

  @Test
  void shouldSayHowFarBackItReaches() {
    given(1000, 401, 5000, NEWEST);
    Map<String, String> status = new TreeMap<>();

    recycling.addTo(status, history);

    assertThat(status)
        .containsEntry("log-from", "401")
        .containsEntry("log-rows", "600")
        .containsEntry("log-bytes", Long.toString(5000 + 600L * Recycling.ROW_BYTES));
  }
}
