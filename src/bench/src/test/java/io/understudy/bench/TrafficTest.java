package io.understudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.client.Reply;
import io.understudy.protocol.Response;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private final Traffic traffic = new Traffic();
  private final Traffic.Stream stream = traffic.new Stream();

  private static Reply reply(long ssn) {
    return new Reply(1, ssn, 1, Response.EMPTY);
  }

  @Test
  void shouldCountWhatIsAnsweredAndWhatFails() {
    stream.submitted();
    stream.submitted();
    stream.submitted();

    stream.ended(0, reply(7), null);
    stream.ended(0, null, new IllegalStateException("gone"));

    assertThat(traffic.sent()).isEqualTo(3);
    assertThat(traffic.answered()).isEqualTo(1);
    assertThat(traffic.failed()).isEqualTo(1);
    assertThat(traffic.firstFailure())
        .hasValueSatisfying(text -> assertThat(text).contains("gone"));
  }

  @Test
  void shouldTellTheSlowestRequestFromThePauseWhenOthersAreAnswered() throws InterruptedException {
    long held = stream.submitted();
    for (int i = 0; i < 5; i++) {
      long other = stream.submitted();
      Thread.sleep(20);
      stream.ended(other, reply(i + 1), null);
    }
    stream.ended(held, reply(0), null);

    assertThat(traffic.takeSlowestMillis())
        .isGreaterThanOrEqualTo(100)
        .isGreaterThan(traffic.takeLongestPauseMillis());
    assertThat(traffic.takeSlowestMillis()).isZero();
  }

  @Test
  void shouldNoticeWhenTwoRequestsWereAnsweredWithTheSamePlace() {
    for (long ssn : new long[] {1, 2, 2, 0, 0}) {
      stream.submitted();
      stream.ended(0, reply(ssn), null);
    }

    assertThat(traffic.places().shared()).isEqualTo(1);
    assertThat(traffic.places().taken()).isEqualTo(2);
  }

  @Test
  void shouldExpectTheValueOfTheHighestPlaceWhenClientsWroteTheSameObject() {
    Told told = new Told();
    ObjectNode first = Json.object().put("a", "1").put("b", "2");
    ObjectNode second = Json.object().put("a", "3").put("b", "4");

    told.wrote("key", second, reply(9));
    told.wrote("key", first, reply(8));

    assertThat(told.holds("key", Json.object().put("b", "4").put("a", "3"))).isTrue();
    assertThat(told.holds("key", first)).isFalse();
    assertThat(told.keys()).containsExactly("key");
  }
}
