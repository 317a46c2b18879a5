package io.understudy.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForwarderTest {
  private static final int SOON_MILLIS = 200;
  private static final int PATIENCE_MILLIS = 10_000;

  private ServerSocket server;
  private Forwarder forwarder;
  private volatile String origin = "one";

  @BeforeEach
  void begin() throws IOException {
    server = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.1"));
    server.setSoTimeout(PATIENCE_MILLIS);
    forwarder = new Forwarder(server.getLocalPort(), socket -> origin);
  }

  @AfterEach
  void end() throws IOException {
    forwarder.close();
    server.close();
  }

  @Test
  void shouldCarryBothWaysWhenTheNetworkIsWhole() throws IOException {
    try (Ends ends = connect()) {
      ends.outside.getOutputStream().write(1);
      assertThat(read(ends.inside)).isEqualTo(1);
      ends.inside.getOutputStream().write(2);
      assertThat(read(ends.outside)).isEqualTo(2);
    }
  }

  @Test
  void shouldLoseOneWayOnlyUntilItIsHealed() throws IOException {
    try (Ends ends = connect()) {
      forwarder.set("one", Network.LOST_TOWARDS);

      ends.inside.getOutputStream().write(2);
      assertThat(read(ends.outside)).isEqualTo(2);
      ends.outside.getOutputStream().write(1);
      assertSilent(ends.inside);

      forwarder.heal();
      assertThat(read(ends.inside)).isEqualTo(1);
    }
  }

  @Test
  void shouldLoseOnlyWhatComesFromOneOriginWhenAnotherIsWhole() throws IOException {
    try (Ends ofOne = connect()) {
      origin = "other";
      try (Ends ofOther = connect()) {
        forwarder.set("one", Network.LOST);

        ofOther.outside.getOutputStream().write(3);
        assertThat(read(ofOther.inside)).isEqualTo(3);
        ofOne.outside.getOutputStream().write(1);
        assertSilent(ofOne.inside);
      }
    }
  }

  @Test
  void shouldHideTheEndOfAConnectionWhenTheNetworkLosesAll() throws IOException {
    try (Ends ends = connect()) {
      forwarder.set("one", Network.LOST);
      ends.outside.close();
      assertSilent(ends.inside);

      forwarder.heal();
      assertThat(read(ends.inside)).isEqualTo(-1);
    }
  }

  @Test
  void shouldCloseAtBothEndsWhenOneEndIsClosed() throws IOException {
    try (Ends ends = connect()) {
      ends.inside.close();
      assertThat(read(ends.outside)).isEqualTo(-1);
    }
  }

  @Test
  void shouldCloseConnectionsThatAreThereAndNewOnesWhenTheyAreRefused() throws IOException {
    try (Ends ends = connect()) {
      forwarder.set("one", Network.REFUSED);
      assertThat(isOver(ends.outside)).isTrue();
      assertThat(isOver(ends.inside)).isTrue();
      try (Ends next = connect()) {
        assertThat(isOver(next.outside)).isTrue();
      }
    }
  }

  private Ends connect() throws IOException {
    String[] address = forwarder.address().split(":");
    Socket outside = new Socket(address[0], Integer.parseInt(address[1]));
    return new Ends(outside, server.accept());
  }

  private static int read(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket.getInputStream().read();
  }

  private static boolean isOver(Socket socket) throws IOException {
    try {
      return read(socket) < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SOON_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  private record Ends(Socket outside, Socket inside) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      outside.close();
      inside.close();
    }
  }
}
