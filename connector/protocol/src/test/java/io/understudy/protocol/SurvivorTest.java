package io.understudy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SurvivorTest {
  private static final Configuration FIRST = Configuration.founding("a", 200);

  private static Survivor survivor(String name, boolean inOffice, long logEpoch, long last) {
    return new Survivor(
        new Member(name, 7),
        3,
        inOffice,
        logEpoch,
        Set.of(new Member("b", 7), new Member("c", 7)),
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

  /** It came back with nothing while the primary could drop nobody, and would lose all. */
  @Test
  void shouldNotTakeForAMemberWhoeverHasLostItsLogSince() {
    Survivor empty =
        new Survivor(new Member("b", 8), 0, false, 0, Set.of(), 0, 0, 0, Map.of(), false);

    Configuration restored = Survivor.restore(FIRST, List.of(survivor("a", true, 5, 10), empty));

    assertThat(restored.primary()).isEqualTo(new Member("a", 7));
    assertThat(restored.inSync()).isEmpty();
  }

  /** The one in office was cut off when another took its place, and has not heard of it. */
  @Test
  void shouldNotGoOnWithThePrimaryInOfficeWhenAnotherHasTakenItsPlace() {
    Survivor replaced = survivor("a", true, 2, 300);
    Survivor successor = survivor("b", false, 3, 150);

    Configuration restored = Survivor.restore(FIRST, List.of(replaced, successor));

    assertThat(restored.primary()).isEqualTo(new Member("b", 7));
    assertThat(restored.incarnation()).isZero();
    assertThat(restored.inSync()).isEmpty();
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
            "in-sync-members", "b=-6,c=7",
            "rejected", "9@2=3,11@4=5");

    Survivor read = Survivor.of(status);

    assertThat(read.member()).isEqualTo(new Member("a", -5));
    assertThat(read.inSync()).containsExactlyInAnyOrder(new Member("b", -6), new Member("c", 7));
    assertThat(Survivor.restore(FIRST, List.of(read)).rejected())
        .containsOnly(Map.entry(entry, 3L), Map.entry(new EntryId(11, 4), 5L));
    assertThat(Survivor.of(Map.of("role", "STOPPED"))).isNull();
  }
}
