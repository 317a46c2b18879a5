package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausesTest {
  private final Pauses pauses = new Pauses();

  private String print() {
    StringWriter text = new StringWriter();
    pauses.print(new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  void shouldTakeTheHigherOfTheTwoInTheMiddle() {
    assertThat(Pauses.median(List.of(4L, 1L, 3L, 2L))).isEqualTo(3);
    assertThat(Pauses.median(List.of(9L, 1L, 5L))).isEqualTo(5);
    assertThat(Pauses.median(List.of(7L))).isEqualTo(7);
  }

  @Test
  void shouldMeetTheMarkWhenBothMedianAndLongestDo() {
    pauses.add(Fault.KILL_PRIMARY, 500, 10);
    pauses.add(Fault.KILL_PRIMARY, 100, 9_000);
    pauses.add(Fault.KILL_PRIMARY, 1_500, 20);

    assertThat(print()).containsPattern("kill-primary +3 +500 +1500 +9000 +500 / 1500 +met");
  }

  @Test
  void shouldMissTheMarkWhenTheMedianDoes() {
    pauses.add(Fault.SWITCHOVER, 101, 0);

    assertThat(print()).contains("missed");
  }

  @Test
  void shouldMissTheMarkWhenTheLongestDoes() {
    pauses.add(Fault.KILL_BACKUP, 100, 0);
    pauses.add(Fault.KILL_BACKUP, 100, 0);
    pauses.add(Fault.KILL_BACKUP, 301, 0);

    assertThat(print()).contains("missed");
    assertThat(pauses.longest()).containsEntry(Fault.KILL_BACKUP, 301L);
  }
}
