package io.understudy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.wire.Addresses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The connection in reserve; none of these is ever made. */
class StandbyTest {
  private final List<Link> opened = new ArrayList<>();
  private final List<Link> released = new ArrayList<>();
  private final Standby standby = new Standby(this::open, released::add);

  @Test
  void shouldHaveOneInReserveWhenOneIsWanted() {
    standby.tend("b", 0);
    standby.tend("b", 1);

    assertThat(opened).hasSize(1);
    assertThat(standby.take("b", 2)).isSameAs(opened.get(0));
    assertThat(released).isEmpty();
  }

  @Test
  void shouldHaveTheOneSetAsideInReserveWhenTheOtherIsTaken() {
    Link first = link("a");
    standby.tend("b", 0);

    standby.keep(first);
    Link taken = standby.take("b", 1);
    standby.tend("a", 2);

    assertThat(taken).isSameAs(opened.get(0));
    assertThat(standby.take("a", 3)).isSameAs(first);
    assertThat(opened).hasSize(1);
    assertThat(released).isEmpty();
  }

  @Test
  void shouldHaveTheOneSetAsideInReserveWhenThereIsNoOther() {
    Link first = link("a");

    standby.keep(first);

    assertThat(standby.take("b", 1)).isNull();
    assertThat(standby.take("a", 2)).isSameAs(first);
    assertThat(released).isEmpty();
  }

  @Test
  void shouldReleaseTheOneSetAsideWhenTheOtherIsNotTaken() {
    Link first = link("a");
    standby.tend("b", 0);

    standby.keep(first);

    assertThat(standby.take("c", 1)).isNull();
    assertThat(released).containsExactly(first);
    assertThat(standby.take("b", 2)).isSameAs(opened.get(0));
  }

  @Test
  void shouldReleaseBothWhenDropped() {
    Link first = link("a");
    standby.tend("b", 0);
    standby.keep(first);

    standby.drop();

    assertThat(released).containsExactlyInAnyOrder(first, opened.get(0));
  }

  @Test
  void shouldMakeTheNextNoSoonerThanASecondAfterOneWasTaken() {
    standby.tend("b", 0);
    standby.take("b", 10_000);

    standby.tend("a", 10_999);
    assertThat(opened).hasSize(1);
    standby.tend("a", 11_000);
    assertThat(opened).hasSize(2);
  }

  @Test
  void shouldMakeAnotherWhenAnotherIsWanted() {
    standby.tend("b", 0);
    standby.tend("c", 10_000);

    assertThat(released).containsExactly(opened.get(0));
    assertThat(standby.take("b", 10_001)).isNull();
    assertThat(standby.take("c", 10_002)).isSameAs(opened.get(1));
  }

  private Link open(String address) {
    Link link = link(address);
    opened.add(link);
    return link;
  }

  private static Link link(String address) {
    return new Link(address, new Addresses("store"), 1000, () -> {});
  }
}
