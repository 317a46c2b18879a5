package io.understudy.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.message.ClientMessage;
import io.understudy.protocol.message.Connection;
import io.understudy.protocol.message.ServerMessage;
import io.understudy.protocol.message.ServerMessage.Reason;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a session finds the primary, and what it does when that changes (FIG. 4A, 4B). */
class ClientFailoverTest {
  private final FakeNetwork network = new FakeNetwork();
  private final ClientSession session = network.session;

  @Test
  void shouldSendTheUnansweredAgainInOrderWhenThePrimaryIsLost() {
    // given
    network.open();
    network.request("x", "y", "z");
    network.answer(1, 2);
    network.submit("new");

    // when
    session.onDisconnected(network.now);
    network.epoch = 2;

    // then
    assertThat(network.target()).isEqualTo("host:2");
    assertThat(network.greeted())
        .isEqualTo(new ClientMessage.Hello(new Connection("client", 7, 2), "reply"));
    network.welcome(2, 3);
    session.flush(network.now);
    ClientMessage.Requests message = network.requests();
    assertThat(message.ordinal()).as("counts anew").isEqualTo(1);
    assertThat(message.connection().attempt()).isEqualTo(2);
    assertThat(message.requests().stream().map(r -> r.number() + ":" + r.payload().text()))
        .containsExactly("1:x", "3:z", "4:new");

    network.answer(2, 4, 3, 1);
    assertThat(network.told).containsExactly("y=r2@1", "new=r4@2", "z=r3@2", "x=r1@2");
    assertThat(session.resent()).isEqualTo(2);
  }

  @Test
  void shouldGoToAnInstanceThatCameLaterWhenAllItWasGivenAreGone() {
    FakeNetwork alone = new FakeNetwork(ClientSettings.DEFAULT, "host:1");
    alone.open();
    Map<String, String> later = Map.of("c", "host:3");
    alone.session.onMessage(new ServerMessage.Instances(2, 1, Map.of("d", "host:4")), alone.now);
    alone.session.onMessage(new ServerMessage.Instances(1, 0, Map.of("e", "host:5")), alone.now);
    alone.session.onMessage(new ServerMessage.Instances(1, 1, later), alone.now);

    alone.session.onDisconnected(alone.now);

    assertThat(alone.target()).isEqualTo("host:3");
  }

  @Test
  void shouldSendEverythingAgainWhenTheConnectionIsBroken() {
    network.open();
    network.request("x");
    network.request("y");
    network.sent.clear();

    network.pass(20);
    network.goodbye(1, Reason.BROKEN, "");

    assertThat(network.hello().connection().attempt()).isEqualTo(2);
    network.answer(1, 1);
    assertThat(network.told).as("an answer on the old connection").isEmpty();
    network.welcome(2, 2);
    session.flush(network.now);
    assertThat(network.asked()).containsExactly("1:x", "2:y");
    assertThat(network.connects).containsExactly("host:1");
  }

  @Test
  void shouldRecallAgainWhenThePrimaryIsLost() {
    network.open(9);
    network.recall(9);

    session.onDisconnected(network.now);
    network.open(9);
    session.flush(network.now);

    assertThat(network.sent).hasSize(1).first().isInstanceOf(ClientMessage.Recall.class);
  }

  @Test
  void shouldIgnoreAnswersWhenTheirEpochIsLowerThanOneSeen() {
    network.epoch = 5;
    network.open();
    network.request("x");

    network.epoch = 4;
    network.answer(1, 1);
    assertThat(network.told).isEmpty();

    network.epoch = 6;
    network.answer(1, 1);
    assertThat(network.told).containsExactly("x=r1@6");
  }

  @Test
  void shouldGoElsewhereWhenAWelcomeIsOfALowerEpoch() {
    network.epoch = 5;
    network.open();
    session.onDisconnected(network.now);
    network.epoch = 4;

    long attempt = network.greeted().connection().attempt();
    network.pass(20);
    network.welcome(attempt, 0);

    assertThat(session.state()).isEqualTo(SessionState.CONNECTING);
    assertThat(network.connects).containsExactly("host:1", "host:2", "host:1");
    assertThat(session.epoch()).isEqualTo(5);
  }

  @Test
  void shouldNotFollowARedirectWhenItIsOfALowerEpoch() {
    FakeNetwork net = new FakeNetwork(ClientSettings.DEFAULT, "host:1", "host:3", "host:4");
    net.epoch = 5;
    net.open();
    net.session.onDisconnected(net.now);
    assertThat(net.target()).isEqualTo("host:3");
    net.epoch = 4;

    net.goodbye(net.greeted().connection().attempt(), Reason.NOT_PRIMARY, "a");

    assertThat(net.target()).as("the next, not a at host:1").isEqualTo("host:4");
  }

  @Test
  void shouldGoToThePrimaryAtOnceWhenAnInstanceNamesIt() {
    FakeNetwork net = new FakeNetwork(ClientSettings.DEFAULT, "host:1");

    net.goodbye(net.greeted().connection().attempt(), Reason.NOT_PRIMARY, "b");

    assertThat(net.target()).as("learned from the redirect").isEqualTo("host:2");
    net.open();
    assertThat(net.session.state()).isEqualTo(SessionState.OPEN);
  }

  @Test
  void shouldLeaveAPauseWhenTwoInstancesNameEachOther() {
    network.goodbye(network.greeted().connection().attempt(), Reason.NOT_PRIMARY, "b");
    network.goodbye(network.greeted().connection().attempt(), Reason.NOT_PRIMARY, "a");

    assertThat(network.connects).containsExactly("host:1", "host:2");
    network.pass(10);
    assertThat(network.connects).hasSize(2);
    network.pass(10);
    assertThat(network.connects).containsExactly("host:1", "host:2", "host:1");
  }

  @Test
  void shouldAskTheSameInstanceAgainAfterAPauseWhenItIsNotReady() {
    long attempt = network.greeted().connection().attempt();

    network.goodbye(attempt, Reason.NOT_READY, "");
    network.pass(10);
    assertThat(network.sent).isEmpty();
    network.pass(10);

    assertThat(network.hello().connection().attempt()).isEqualTo(attempt + 1);
    network.welcome(attempt + 1, 0);
    assertThat(session.state()).isEqualTo(SessionState.OPEN);
    assertThat(network.connects).containsExactly("host:1");
  }

  @Test
  void shouldAskAnotherInstanceWhenOneIsNotReadyForTooLong() {
    long attempt = network.greeted().connection().attempt();

    for (int i = 0; network.connects.size() == 1 && i < 100; i++) {
      network.goodbye(attempt + i, Reason.NOT_READY, "");
      network.pass(20);
    }

    assertThat(network.target()).isEqualTo("host:2");
    assertThat(network.now).isEqualTo(1000 + ClientSettings.DEFAULT.silenceMillis());
  }

  @Test
  void shouldAskAnotherInstanceWhenThePrimaryIsSilent() {
    network.open();
    network.pass(5000);
    assertThat(network.connects).as("there is nothing to hear").hasSize(1);

    network.request("x");
    network.pass(490);
    assertThat(network.connects).hasSize(1);
    network.pass(10);

    assertThat(network.connects).containsExactly("host:1", "host:2");
    network.open();
    session.flush(network.now);
    assertThat(network.asked()).containsExactly("1:x");
  }

  @Test
  void shouldAskAnotherInstanceWhenThePrimaryIsSilentAndDeadlinesAreShort() {
    network.open();

    for (int i = 0; i < 6; i++) {
      network.submit("x", network.now + 50);
      session.flush(network.now);
      network.pass(100);
    }

    assertThat(network.connects).containsExactly("host:1", "host:2");
  }

  @Test
  void shouldNotBlameThePrimaryWhenItIsAskedAfterALongRest() {
    network.open();
    network.pass(5000);

    session.recall(1, Long.MAX_VALUE, null);
    network.pass(10);
    session.flush(network.now);
    network.pass(490);

    assertThat(session.state()).isEqualTo(SessionState.OPEN);
  }

  @Test
  void shouldBearLongerSilenceWhenAnOpenConnectionBroughtNoAnswer() {
    network.open();
    network.request("x");
    network.pass(500);
    network.open();
    session.flush(network.now);

    network.pass(990);
    assertThat(network.connects).hasSize(2);
    network.pass(10);
    assertThat(network.connects).hasSize(3);
  }

  @Test
  void shouldSetConnectionsAsideWhenAnInstanceIsSilent() {
    network.open();
    network.request("x");
    network.pass(500);
    assertThat(network.setAside).containsExactly("host:1");

    network.accept();
    network.pass(500);
    assertThat(network.setAside).containsExactly("host:1", "host:2");

    network.pass(500); // there is none to be had
    assertThat(network.connects).containsExactly("host:1", "host:2", "host:1", "host:2");
    assertThat(network.setAside).hasSize(2);
  }

  @Test
  void shouldNotBlameThePrimaryWhenItsOwnProcessStoodStill() {
    network.open();
    network.request("x");

    network.now += 3000;
    session.onTick(network.now);

    assertThat(session.state()).isEqualTo(SessionState.OPEN);
  }

  @Test
  void shouldGoThroughAllInstancesWhenNoneAnswers() {
    FakeNetwork net = new FakeNetwork(ClientSettings.DEFAULT, "host:1", "host:2", "host:3");

    net.pass(500);
    net.session.onDisconnected(net.now);
    net.accept();
    net.pass(500);

    assertThat(net.connects).containsExactly("host:1", "host:2", "host:3", "host:1");
  }

  @Test
  void shouldPauseLongerWhenNobodyIsThereForLong() {
    FakeNetwork net = new FakeNetwork(ClientSettings.DEFAULT, "host:1");

    for (int i = 0; i < 1000; i++) {
      if (net.session.state() == SessionState.CONNECTING) {
        net.session.onDisconnected(net.now);
      }
      net.pass(10);
    }

    assertThat(net.connects).as("10 s at 200 ms, once the pause has grown").hasSizeBetween(50, 56);
    net.pass(200);
    net.open();
  }
}
