package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  @TempDir Path directory;

  @Test
  void shouldGiveAnotherFreePortEachTime() {
    Ports ports = new Ports();

    int first = ports.free();
    int second = ports.free();

    assertThat(first).isNotEqualTo(second);
    assertThat(Ports.isFree(first)).isTrue();
  }

  @Test
  void shouldNamePortAndOwnerWhenItIsInUse() throws IOException {
    DataDirectory data = DataDirectory.openOrCreate(directory, Founding.pair()::found);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(Ports.LOOPBACK))) {
      int port = socket.getLocalPort();

      assertThatThrownBy(() -> Ports.requireFree(port, "the arbiter's", data))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("the arbiter's")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("service.json");
    }
  }
}
