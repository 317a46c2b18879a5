package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  @TempDir Path directory;

  @Test
  void shouldTakeOverWhatAnotherCommandHasAddedAndRemoved() {
    DataDirectory data = DataDirectory.openOrCreate(directory, Founding.pair()::found);
    Processes processes = new Processes(new Installation(directory), data);
    Server a = processes.server("a");

    // b is removed, and then another one of that name is added
    DataDirectory other = DataDirectory.open(directory);
    other.write(other.service().without("b").plus(new Place("c", 1, 2)).plus(new Place("b", 3, 4)));
    processes.refresh();

    List<Server> servers = processes.servers();
    assertThat(servers).extracting(server -> server.place().name()).containsExactly("a", "c", "b");
    assertThat(processes.server("a")).isSameAs(a);
    assertThat(processes.server("b").place().broker()).isEqualTo(3);
  }
}
