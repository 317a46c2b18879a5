package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SharedFateTest {
  private static InstanceState on(String name, String host, String disk, String role) {
    return new InstanceState(
        new Place(name, 1, 10),
        OptionalLong.of(1),
        OptionalLong.of(1),
        Optional.of(Map.of("role", role, "host", host, "disk", disk)));
  }

  @Test
  void shouldSayNothingWhenEachHasAHostOfItsOwn() {
    assertThat(
            SharedFate.of(List.of(on("a", "h1", "sda", "PRIMARY"), on("b", "h2", "sda", "BACKUP"))))
        .isEmpty();
  }

  @Test
  void shouldNameThoseThatShareAHostAndADisk() {
    List<SharedFate> shared =
        SharedFate.of(
            List.of(
                on("a", "h1", "sda", "PRIMARY"),
                on("b", "h1", "sda", "BACKUP"),
                on("c", "h2", "sda", "BACKUP"),
                on("d", "h1", "sdb", "JOINING")));

    assertThat(shared).containsExactly(new SharedFate(List.of("a", "b", "d"), true));
    assertThat(shared.get(0))
        .hasToString("a, b and d share a host and a disk: if that is lost, all are");
  }

  @Test
  void shouldTellAHostAloneFromAHostAndADisk() {
    List<SharedFate> shared =
        SharedFate.of(List.of(on("a", "h1", "sda", "PRIMARY"), on("b", "h1", "sdb", "BACKUP")));

    assertThat(shared).containsExactly(new SharedFate(List.of("a", "b"), false));
    assertThat(shared.get(0)).hasToString("a and b share a host: if that is lost, both are");
  }

  @Test
  void shouldNotCountASpareNorOneThatDoesNotSay() {
    InstanceState down =
        new InstanceState(
            new Place("b", 1, 10), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

    assertThat(
            SharedFate.of(
                List.of(
                    on("a", "h1", "sda", "PRIMARY"),
                    down,
                    on("c", "", "", "BACKUP"),
                    on("s", "h1", "sda", "SPARE"))))
        .isEmpty();
  }
}
