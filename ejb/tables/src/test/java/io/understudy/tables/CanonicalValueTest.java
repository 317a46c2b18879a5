package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CanonicalValueTest {
  private static long digest(Object value) {
    Hash hash = new Hash();
    CanonicalValue.add(hash, value);
    return hash.value();
  }

  @Test
  void shouldTakeNumbersForEqualWhenTheyDifferOnlyInScale() {
    assertThat(digest(new BigDecimal("10.50"))).isEqualTo(digest(new BigDecimal("10.5")));
    assertThat(digest(new BigDecimal("1E+3"))).isEqualTo(digest(new BigDecimal("1000.00")));
    assertThat(digest(new BigDecimal("0.000"))).isEqualTo(digest(BigDecimal.ZERO));
    assertThat(digest(new BigInteger("1000"))).isEqualTo(digest(new BigDecimal("1000.0")));
    assertThat(digest(-0.0)).isEqualTo(digest(0.0));
    assertThat(digest(5)).isEqualTo(digest(5L)).isEqualTo(digest((short) 5));
  }

  @Test
  void shouldTakeTimesForEqualWhenTheyAreTheSameMillisecond() {
    Instant time = Instant.parse("2026-01-02T03:04:05.678Z");

    assertThat(digest(time.plusNanos(999_999))).isEqualTo(digest(time));
    assertThat(digest(Date.from(time))).isEqualTo(digest(time));
    assertThat(digest(Timestamp.from(time.plusNanos(5)))).isEqualTo(digest(time));
    assertThat(digest(OffsetDateTime.parse("2026-01-02T04:04:05.678+01:00")))
        .isEqualTo(digest(time));
    assertThat(digest(LocalDateTime.parse("2026-01-02T03:04:05.678"))).isEqualTo(digest(time));
  }

  @Test
  void shouldTellValuesApartThatDiffer() {
    List<Object> values =
        List.of(
            1,
            2,
            -1,
            1.5,
            new BigDecimal("1.51"),
            true,
            false,
            "",
            "a",
            "A",
            "a ",
            "\u00e9",
            "e\u0301",
            'b',
            new byte[] {},
            new byte[] {1},
            "1".getBytes(StandardCharsets.UTF_8),
            new UUID(1, 2),
            new UUID(2, 1),
            LocalDate.EPOCH,
            LocalTime.NOON,
            Instant.ofEpochMilli(7));

    assertThat(values.stream().map(CanonicalValueTest::digest)).doesNotHaveDuplicates();
    assertThat(values.stream().map(CanonicalValueTest::digest)).doesNotContain(digest(null));
  }

  @Test
  void shouldTakeEnumeratedValueByItsName() {
    assertThat(digest(Thread.State.BLOCKED)).isEqualTo(digest("BLOCKED"));
  }

  @Test
  void shouldLeaveOutWhatHasNoFormThatAllDatabasesShare() {
    assertThat(digest(new Object())).isEqualTo(digest(new Object()));
  }

  @Test
  void shouldHashTheSameOnEveryPlatform() {
    assertThat(new Hash().add(1).add("\u00e4\ud83d\ude00").add(new byte[] {-1}).value())
        .isEqualTo(8777792588678012511L);
  }
}
