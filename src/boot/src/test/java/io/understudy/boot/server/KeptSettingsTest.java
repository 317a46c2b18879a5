package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptSettingsTest {
  @TempDir Path directory;
  private KeptSettings kept;

  @BeforeEach
  void install() throws IOException {
    Path config = Files.createDirectories(directory.resolve("home/config"));
    Files.writeString(config.resolve("understudy.properties"), "understudy.max-group = 10\n");
    DataDirectory data =
        DataDirectory.openOrCreate(directory.resolve("data"), Founding.pair()::found);
    kept = new KeptSettings(new Installation(directory.resolve("home")), data);
  }

  private static Optional<InstanceSettings> given(String name, String value) {
    return Optional.of(InstanceSettings.of(Map.of(name, value), "-D"));
  }

  @Test
  void shouldKeepWhatTheUserGaveForLaterStarts() {
    kept.take(given("understudy.max-clients", "5"), 1);

    InstanceSettings later = kept.take(Optional.empty(), 1);

    assertThat(later.checked().maxClients()).isEqualTo(5);
    assertThat(later.checked().maxGroup()).as("of the installation").isEqualTo(10);
  }

  @Test
  void shouldRefuseAndKeepNothingWhenMoreBackupsMustBeInSyncThanThereAre() {
    assertThatThrownBy(() -> kept.take(given("understudy.min-in-sync", "2"), 1))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("min-in-sync asks for 2");

    assertThat(kept.take(Optional.empty(), 0).checked().minInSync()).isZero();
    assertThat(kept.take(given("understudy.min-in-sync", "1"), 1).checked().minInSync())
        .isEqualTo(1);
    // and as many are asked for when there are fewer
    assertThatThrownBy(() -> kept.take(Optional.empty(), 0)).isInstanceOf(BootException.class);
  }
}
