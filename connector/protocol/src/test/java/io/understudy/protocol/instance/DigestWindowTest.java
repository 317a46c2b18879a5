package io.understudy.protocol.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Digest;
import io.understudy.protocol.HistoryDigest;
import org.junit.jupiter.api.Test;

class DigestWindowTest {
  private final DigestWindow window = new DigestWindow(4);

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      window.add(new Digest(window.last().ssn(), 7));
    }
  }

  @Test
  void shouldRememberTheLastOnesWhenMoreAreCommittedThanItHolds() {
    window.begin(new HistoryDigest(10, 3, 4, 1));
    add(100);

    assertThat(window.last().ssn()).isEqualTo(110);
    assertThat(window.at(111)).isNull();
    assertThat(window.at(window.first() - 1)).isNull();
    assertThat(window.slice(0, 200)).hasSize(8).first().isEqualTo(window.at(103));
    assertThat(window.at(109).then(new Digest(109, 7))).isEqualTo(window.last());
  }

  @Test
  void shouldForgetAllWhenTheDatabaseStandsElsewhere() {
    window.begin(new HistoryDigest(10, 3, 4, 1));
    add(2);

    window.begin(new HistoryDigest(11, 3, 4, 1));

    assertThat(window.slice(0, 200)).containsExactly(new HistoryDigest(11, 3, 4, 1));
  }

  @Test
  void shouldRememberAllWhenTheDatabaseStandsAsBefore() {
    window.begin(new HistoryDigest(10, 3, 4, 1));
    add(2);

    window.begin(window.last());

    assertThat(window.first()).isEqualTo(10);
  }
}
