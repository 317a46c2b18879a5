package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnsweredPlacesTest {
  private final AnsweredPlaces places = new AnsweredPlaces();

  @Test
  void shouldKnowWhichRequestHasWhichPlaceHoweverManyThereAre() {
    for (long ssn = 1; ssn <= 200_000; ssn += 2) {
      assertThat(places.add(ssn, "c" + ssn % 3, ssn)).isTrue();
    }

    assertThat(places.has(199_999, "c" + 199_999 % 3, 199_999)).isTrue();
    assertThat(places.has(199_999, "c" + 199_999 % 3, 199_998)).isFalse();
    assertThat(places.has(199_999, "d", 199_999)).isFalse();
    assertThat(places.has(2, "c2", 2)).isFalse();
    assertThat(places.has(1_000_000, "c1", 1_000_000)).isFalse();
    assertThat(places.from(1)).isEqualTo(100_000);
    assertThat(places.from(199_998)).isEqualTo(1);
    assertThat(places.from(1_000_000)).isZero();
  }
}
