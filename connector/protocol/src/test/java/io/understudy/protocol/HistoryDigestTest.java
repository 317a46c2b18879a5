package io.understudy.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryDigestTest {
  private static HistoryDigest of(int serviceVersion, Digest... digests) {
    HistoryDigest history = HistoryDigest.none(serviceVersion);
    for (Digest digest : digests) {
      history = history.then(digest);
    }
    return history;
  }

  @Test
  void shouldDifferWhenResponseOrObjectsOfAnyEntryDo() {
    Digest one = new Digest(1, 2);
    HistoryDigest expected = of(1, one, one, one);

    assertThat(of(1, one, one, one)).isEqualTo(expected);
    assertThat(of(1, one, new Digest(3, 2), one).differsFrom(expected)).isTrue();
    assertThat(of(1, one, new Digest(1, 3), one).differsFrom(expected)).isTrue();
    assertThat(of(1, one, new Digest(1, 3), one).answersDifferFrom(expected)).isFalse();
  }

  @Test
  void shouldDifferWhenTwoEntriesCameToEachOthersEffects() {
    Digest one = new Digest(1, 1);
    Digest other = new Digest(2, 2);

    assertThat(of(1, one, other).differsFrom(of(1, other, one))).isTrue();
  }

  @Test
  void shouldCompareObjectsOnlyWhereServiceVersionsAreEqual() {
    HistoryDigest one = of(1, new Digest(1, 1));

    assertThat(of(2, new Digest(1, 9)).differsFrom(one)).isFalse();
    assertThat(of(2, new Digest(9, 1)).differsFrom(one)).as("responses always").isTrue();
    assertThat(of(0, new Digest(1, 9)).differsFrom(of(0, new Digest(1, 1)))).isFalse();
  }

  @Test
  void shouldAddUpInAnyGroups() {
    // as a database does: what a group adds is added to what is there
    Random chance = new Random(1);
    HistoryDigest whole = HistoryDigest.none(1);
    long responses = 0;
    List<Digest> group = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Digest digest = new Digest(chance.nextLong(), chance.nextLong());
      whole = whole.then(digest);
      group.add(digest);
      if (chance.nextInt(7) == 0) {
        HistoryDigest added = new HistoryDigest(whole.ssn() - group.size(), 0, 0, 0);
        for (Digest each : group) {
          added = added.then(each);
        }
        responses = (responses + added.responses()) % HistoryDigest.MODULUS;
        assertThat(responses).isEqualTo(whole.responses());
        group.clear();
      }
    }
  }

  @Test
  void shouldTellEntriesApartThatHardlyDiffer() {
    Set<Long> sums = new HashSet<>();
    for (long digest = 0; digest < 100; digest++) {
      for (long ssn = 0; ssn < 100; ssn++) {
        sums.add(new HistoryDigest(ssn, 0, 0, 1).then(new Digest(digest, 0)).responses());
      }
    }

    assertThat(sums).hasSize(10_000);
  }

  @Test
  void shouldRefuseWhatIsNoSum() {
    assertThatThrownBy(() -> new HistoryDigest(1, -1, 0, 0)).hasMessageContaining("2^61");
    assertThatThrownBy(() -> new HistoryDigest(1, 0, HistoryDigest.MODULUS, 0))
        .hasMessageContaining("2^61");
  }
}
