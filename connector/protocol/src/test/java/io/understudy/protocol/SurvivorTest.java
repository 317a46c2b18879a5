package io.understudy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SurvivorTest {
  private static final Configuration FIRST = Configuration.founding("a", 200);

  private static Survivor survivor(String name, boolean inOffice, long logEpoch, long last) {
    return new Survivor(
        new Member(name, 7),
        3,
        inOffice,
        List.of("b", "c"),
        logEpoch,
        logEpoch,
        last,
        Map.of(),
        name.equals("r"));
  }

  @Test
  void shouldGoOnWithThePrimaryInOfficeAndThoseOfItsSetThatAreThere() {
    Configuration restored =
        Survivor.restore(FIRST, List.of(survivor("a", true, 5, 10), survivor("b", false, 5, 12)));

    assertThat(restored.primary()).isEqualTo(new Member("a", 7));
    assertThat(restored.incarnation()).isEqualTo(3);
    assertThat(restored.inSync()).containsExactly(new Member("b", 7));
    assertThat(restored.epoch()).isEqualTo(5 + Survivor.WELL_ABOVE);
    assertThat(restored.promiseMillis()).isEqualTo(200);
  }

  @Test
  void shouldGoOnWithARemoteReplicaOnlyWhenItHasMoreThanTheOthers() {
    Survivor ahead = survivor("r", false, 5, 13);

    assertThat(Survivor.best(List.of(survivor("r", false, 5, 12), survivor("b", false, 5, 12))))
        .isEqualTo(survivor("b", false, 5, 12));
    assertThat(Survivor.best(List.of(ahead, survivor("b", false, 5, 12)))).isEqualTo(ahead);
  }

  @Test
  void shouldGoOnWithTheNewestLogAndOfThoseTheLongestWhenNobodyIsInOffice() {
    List<Survivor> survivors =
        List.of(
            survivor("a", false, 4, 100), survivor("b", false, 5, 20), survivor("c", false, 5, 21));

    Configuration restored = Survivor.restore(FIRST, survivors);

    assertThat(restored.primary().instance()).isEqualTo("c");
    assertThat(restored.inSync()).isEmpty();
  }

  @Test
  void shouldKeepWhatTheOperatorHasRejectedAsFarAsAnyInstanceKnows() {
    EntryId entry = new EntryId(9, 2);
    Map<String, String> status =
        Map.of(
            "instance", "a",
            "role", "STOPPED",
            "log-id", "-5",
            "incarnation", "4",
            "epoch-seen", "6",
            "log-epoch", "5",
            "log-last", "30",
            "rejected", "9@2=3,11@4=5");

    Survivor read = Survivor.of(status);

    assertThat(read.member()).isEqualTo(new Member("a", -5));
    assertThat(Survivor.restore(FIRST, List.of(read)).rejected())
        .containsOnly(Map.entry(entry, 3L), Map.entry(new EntryId(11, 4), 5L));
    assertThat(Survivor.of(Map.of("role", "STOPPED"))).isNull();
  }
}
