package io.understudy.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.Response;
import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session tells its caller and the service while the service stays where it is. */
class ClientSessionTest {
  private final FakeNetwork network = new FakeNetwork();
  private final ClientSession session = network.session;

  @Test
  void shouldSendManyRequestsInOneMessageWhenTheyWereGathered() {
    network.open();

    network.request("x", "y", "z");

    ClientMessage.Requests message = network.requests();
    assertThat(message.ordinal()).isEqualTo(1);
    assertThat(message.answered()).isZero();
    assertThat(message.requests())
        .extracting(ClientMessage.Request::number)
        .containsExactly(1L, 2L, 3L);
    assertThat(network.sent).isEmpty();
  }

  @Test
  void shouldNotWaitForAnswersWhenMoreIsSubmitted() {
    network.open();

    network.request("x");
    network.request("y");
    network.answer(1, 2);
    network.request("z");

    assertThat(network.asked()).containsExactly("1:x");
    assertThat(network.asked()).containsExactly("2:y");
    ClientMessage.Requests third = network.requests();
    assertThat(third.ordinal()).isEqualTo(3);
    assertThat(third.answered()).as("1 is still open").isZero();
    assertThat(network.told).containsExactly("y=r2@1");
  }

  @Test
  void shouldSendNewRequestsTogetherWhenManyAreOnTheirWay() {
    network.open();
    network.request("1", "2", "3", "4", "5", "6", "7", "8", "9");
    network.requests();

    network.request("x");
    network.request("y");
    assertThat(network.sent).isEmpty();
    network.request("z");

    assertThat(network.asked()).containsExactly("10:x", "11:y", "12:z");
  }

  @Test
  void shouldSendANewRequestAfterATickWhenNoOtherComes() {
    network.open();
    network.request("1", "2", "3", "4", "5", "6", "7", "8", "9");
    network.requests();
    network.request("x");

    network.pass(9);
    session.flush(network.now);
    assertThat(network.sent).isEmpty();
    assertThat(session.isGathering(network.now)).isTrue();
    network.pass(1);
    session.flush(network.now);

    assertThat(network.asked()).containsExactly("10:x");
  }

  @Test
  void shouldSendANewRequestAtOnceWhenAnswersToTheOthersHaveCome() {
    network.open();
    network.request("1", "2", "3", "4", "5", "6", "7", "8", "9");
    network.requests();
    network.request("x");

    network.answer(1, 1, 2, 3, 4);
    session.flush(network.now);

    assertThat(network.asked()).containsExactly("10:x");
  }

  @Test
  void shouldSendANewRequestAtOnceWhenThoseOnTheirWayTakeLongerThanOthers() {
    network.open();
    network.request("1", "2", "3", "4", "5", "6", "7", "8", "9");
    network.requests();
    network.pass(10);
    network.request("quick");
    network.requests();
    network.answer(1, 10);

    network.request("x");

    assertThat(network.asked()).containsExactly("11:x");
  }

  @Test
  void shouldSayWhatItHasWhenAnswersHaveCome() {
    network.open();
    network.request("x", "y", "z");
    network.requests();

    network.answer(1, 1, 3);
    network.request("u");
    assertThat(network.requests().answered()).isEqualTo(1);

    network.answer(1, 4, 2);
    network.request("v");
    assertThat(network.requests().answered()).isEqualTo(4);
  }

  @Test
  void shouldDeliverAnAnswerOnceWhenItComesTwice() {
    network.open();
    network.request("x", "y");

    network.answer(1, 2);
    network.answer(1, 2, 1);
    network.answer(1, 1);

    assertThat(network.told).containsExactly("y=r2@1", "x=r1@1");
    assertThat(session.outstanding()).isZero();
  }

  @Test
  void shouldTellARefusalWhenTheServiceDidNotExecute() {
    network.open();
    network.request("x");

    session.onMessage(
        new ServerMessage.Responses(
            1, 1, List.of(new ServerMessage.Answer(1, 0, true, Response.error("TOO_LARGE", "no")))),
        network.now);

    assertThat(network.told).containsExactly("x=no refused@1");
  }

  @Test
  void shouldStartANewMessageWhenOneIsFull() {
    ClientSettings small = new ClientSettings(100, 1000, 3, 10, 500, 20);
    FakeNetwork net = new FakeNetwork(small, "host:1");
    net.open();

    net.request("1", "2", "3", "4", "123456", "1234", "larger than a message", "z");

    assertThat(net.asked()).containsExactly("1:1", "2:2", "3:3");
    assertThat(net.asked()).containsExactly("4:4", "5:123456");
    assertThat(net.asked()).containsExactly("6:1234");
    assertThat(net.asked()).containsExactly("7:larger than a message");
    assertThat(net.asked()).containsExactly("8:z");
  }

  @Test
  void shouldTakeNoMoreWhenTheBoundIsReached() {
    FakeNetwork net = new FakeNetwork(new ClientSettings(2, 10, 512, 1000, 500, 20), "host:1");
    net.open();

    assertThat(net.submit("x")).isTrue();
    assertThat(net.submit("y")).isTrue();
    assertThat(net.submit("z")).as("two are outstanding").isFalse();
    assertThat(net.session.recall(1, Long.MAX_VALUE, null)).isFalse();

    net.session.flush(net.now);
    net.answer(1, 1);
    assertThat(net.submit("0123456789")).as("11 bytes would be").isFalse();
    net.answer(1, 2);
    assertThat(net.submit("larger than all that")).as("one is always taken").isTrue();
    assertThat(net.submit("")).as("until it has its answer").isFalse();
  }

  @Test
  void shouldGoOnAboveItsLastNumberWhenAClientComesBack() {
    network.request("early");
    network.open(41);
    assertThat(session.lastNumber()).isEqualTo(41);

    session.flush(network.now);
    ClientMessage.Requests first = network.requests();
    assertThat(first.requests().get(0).number()).isEqualTo(42);
    assertThat(first.answered()).as("not for this session to say").isZero();

    network.answer(1, 42);
    network.request("later");
    assertThat(network.requests().answered()).isEqualTo(42);
  }

  @Test
  void shouldRecallAnAnswerWhenAClientComesBack() {
    network.open(41);

    network.recall(41);
    assertThat(network.sent.remove()).isEqualTo(new ClientMessage.Recall(connection(1), 41));
    network.answer(1, 41);

    assertThat(network.told).containsExactly("recall=r41@1");
    assertThatThrownBy(() -> session.recall(0, 0, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldSayThatARequestIsUntouchedWhenItsDeadlinePassesUnsent() {
    network.submit("x", network.now + 100);

    network.pass(90);
    assertThat(network.told).isEmpty();
    network.pass(10);

    assertThat(network.told).containsExactly("x DEADLINE");
    assertThat(session.outstanding()).isZero();
  }

  @Test
  void shouldKeepTheNumberForARecallWhenTheDeadlinePassesUnanswered() {
    // given: a request that was sent, and is given up
    network.open();
    network.submit("x", network.now + 100);
    network.request("y");
    network.pass(100);
    assertThat(network.told).containsExactly("x DEADLINE?");

    // when: its answer comes late, and later ones too
    network.answer(1, 1, 2);
    network.sent.clear();
    network.request("z");

    // then: the service is not told that the first is done with, until it was recalled
    assertThat(network.requests().answered()).isZero();
    network.recall(1);
    network.answer(1, 1, 3);
    network.sent.clear();
    network.request("u");
    assertThat(network.requests().answered()).isEqualTo(3);
    assertThat(network.told).containsExactly("x DEADLINE?", "y=r2@1", "recall=r1@1", "z=r3@1");
  }

  @Test
  void shouldGoOnAcknowledgingWhenItWasLongAgoThatARequestWasGivenUp() {
    // given: a request that was given up, and is never recalled
    network.open();
    network.submit("x", network.now + 100);
    network.request("y");
    network.pass(100);
    network.answer(1, 2);

    // when: the session goes on
    for (long number = 3; number <= 5000; number++) {
      network.sent.clear();
      network.request("z");
      network.answer(1, number);
    }

    // then: the service is not kept from forgetting, which it would refuse in the end
    assertThat(network.requests().answered()).isEqualTo(4999);
  }

  @Test
  void shouldHoldBackWhenOneRequestStaysWithoutAnAnswerWhileManyOthersGetTheirs() {
    // given: a request that takes long, and others that do not
    network.open();
    network.request("long");
    for (long number = 2; number <= 32_769; number++) {
      network.sent.clear();
      network.request("z");
      network.answer(1, number);
    }
    network.sent.clear();

    // when
    network.request("later");

    // then: it is not sent before the first has its answer
    assertThat(network.sent).isEmpty();
    network.answer(1, 1);
    session.flush(network.now);
    ClientMessage.Requests message = network.requests();
    assertThat(message.requests())
        .extracting(ClientMessage.Request::number)
        .containsExactly(32_770L);
    assertThat(message.answered()).isEqualTo(32_769);
  }

  @Test
  void shouldFailAllForGoodWhenANewerConnectionTookItsPlace() {
    network.open();
    network.request("sent");
    network.submit("unsent");

    network.goodbye(1, Reason.SUPERSEDED, "");
    network.submit("after");
    network.pass(2000);

    assertThat(network.told)
        .containsExactly("sent SUPERSEDED?", "unsent SUPERSEDED", "after SUPERSEDED");
    assertThat(session.state()).isEqualTo(SessionState.CLOSED);
    assertThat(network.connects).as("it does not come back").containsExactly("host:1");
  }

  @ParameterizedTest
  @EnumSource(names = {"TOO_MANY_CLIENTS", "BAD_CLIENT_ID"})
  void shouldFailWhenTheServiceDoesNotTakeTheClient(Reason reason) {
    network.submit("x");

    network.goodbye(network.greeted().connection().attempt(), reason, "");

    assertThat(network.told).containsExactly("x " + reason);
    assertThat(session.state()).isEqualTo(SessionState.CLOSED);
  }

  @Test
  void shouldSayGoodbyeWhenClosed() {
    network.open();
    network.request("x");
    network.sent.clear();

    session.close();
    session.close();

    assertThat(network.told).containsExactly("x CLOSED?");
    assertThat(session.needsTicks()).isFalse();
    assertThat(network.byes).as("nothing is answered").containsExactly(bye(0));
  }

  @Test
  void shouldSayWhatItHasWhenItIsClosed() {
    network.open(41);
    network.request("x", "y", "z");
    network.answer(1, 42, 43);

    session.close();

    assertThat(network.byes).containsExactly(bye(43));
  }

  @Test
  void shouldNotSpeakForEarlierSessionsWhenItIsClosedWithoutARequest() {
    network.open(41);

    session.close();

    assertThat(network.byes).containsExactly(bye(0));
  }

  @Test
  void shouldGiveNoNumberWhenAllAreUsedUp() {
    network.open(Long.MAX_VALUE - 1);

    network.request("last", "beyond");

    assertThat(network.asked()).containsExactly(Long.MAX_VALUE + ":last");
    assertThat(network.told).containsExactly("beyond OUT_OF_NUMBERS");
  }

  private static ClientMessage.Bye bye(long answered) {
    return new ClientMessage.Bye(connection(1), answered);
  }

  private static Connection connection(long attempt) {
    return new Connection("client", 7, attempt);
  }
}
