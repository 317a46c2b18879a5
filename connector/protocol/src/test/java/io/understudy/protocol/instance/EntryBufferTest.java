package io.understudy.protocol.instance;

import static io.understudy.protocol.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.Entry;
import org.junit.jupiter.api.Test;

class EntryBufferTest {
  private static EntryBuffer buffer(long first, long last) {
    EntryBuffer buffer = new EntryBuffer(first);
    for (long ssn = first; ssn <= last; ssn++) {
      buffer.add(entry(ssn, 1));
    }
    return buffer;
  }

  @Test
  void shouldHoldAllWhenItGrows() {
    EntryBuffer buffer = buffer(200, 1200);
    buffer.dropThrough(300);

    assertThat(buffer.first()).isEqualTo(301);
    assertThat(buffer.last()).isEqualTo(1200);
    assertThat(buffer.get(300)).isNull();
    assertThat(buffer.get(301).ssn()).isEqualTo(301);
    assertThat(buffer.get(1200).ssn()).isEqualTo(1200);
    assertThat(buffer.get(1201)).isNull();
  }

  @Test
  void shouldWeighNothingWhenAllIsDropped() {
    EntryBuffer buffer = buffer(1, 10);
    buffer.dropFrom(6);
    buffer.dropThrough(5);

    assertThat(buffer.isEmpty()).isTrue();
    assertThat(buffer.weight()).isZero();
    assertThat(buffer.first()).isEqualTo(6);
  }

  @Test
  void shouldGoOnAfterSsnWhenDroppedBeyondItsEnd() {
    EntryBuffer buffer = buffer(1, 10);

    buffer.dropThrough(20);

    assertThat(buffer.first()).isEqualTo(21);
    assertThat(buffer.last()).isEqualTo(20);
  }

  @Test
  void shouldSliceNoMoreThanAskedFor() {
    EntryBuffer buffer = buffer(1, 10);
    int weight = entry(1, 1).weight();

    assertThat(buffer.slice(3, 99, 4, Integer.MAX_VALUE))
        .extracting(Entry::ssn)
        .containsExactly(3L, 4L, 5L, 6L);
    assertThat(buffer.slice(3, 99, 99, 2 * weight)).hasSize(2);
  }

  @Test
  void shouldSliceOneWhenItIsHeavierThanTheLimit() {
    assertThat(buffer(1, 10).slice(1, 10, 10, 1)).hasSize(1);
  }

  @Test
  void shouldRefuseEntryWhenItDoesNotFollow() {
    EntryBuffer buffer = buffer(1, 10);

    assertThatThrownBy(() -> buffer.add(entry(12, 1))).isInstanceOf(IllegalArgumentException.class);
  }
}
