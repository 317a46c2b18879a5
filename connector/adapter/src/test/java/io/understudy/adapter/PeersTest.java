package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.wire.Addresses;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static final Map<String, Registration> BOTH =
      Map.of(
          "b", new Registration("127.0.0.1:5102", Purpose.MEMBER),
          "c", new Registration("127.0.0.1:5103", Purpose.MEMBER));
  private static final Map<String, Registration> REMOVED =
      Map.of("b", Registration.REMOVED, "c", Registration.REMOVED);

  /** Nothing is connected: the threads of the connections do not run. */
  private final Peers peers =
      new Peers(
          "a",
          new Addresses("store"),
          new Mailbox(10, 10, () -> {}),
          (name, body) -> {},
          new OperatorLog("a"),
          1 << 20);

  @Test
  void shouldKeepItsConnectionToOneThatIsRemovedWhileTheRecordNamesIt() {
    peers.update(BOTH, name -> true);

    peers.update(REMOVED, "b"::equals);
    assertThat(peers.connected()).containsOnlyKeys("b");

    peers.update(REMOVED, name -> false);
    assertThat(peers.connected()).isEmpty();
  }
}
