package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.instance.Setting;
import io.understudy.protocol.instance.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceSettingsTest {
  @TempDir Path directory;

  @Test
  void shouldBeTheDefaultsWhenNothingIsGiven() {
    assertThat(InstanceSettings.defaults().checked()).isEqualTo(Settings.DEFAULT);
  }

  @Test
  void shouldKnowTheDefaultsThatTheCommentedFileNames() throws IOException {
    Path file = Path.of("../../config/understudy.properties");
    Path uncommented = directory.resolve("settings");
    Files.writeString(uncommented, Files.readString(file).replace("#understudy.", "understudy."));

    assertThat(InstanceSettings.read(file).checked()).isEqualTo(Settings.DEFAULT);
    InstanceSettings all = InstanceSettings.read(uncommented);
    assertThat(all.checked()).isEqualTo(Settings.DEFAULT);
    assertThat(all.asProperties()).hasSize(Setting.values().length);
  }

  @Test
  void shouldNameTheSettingsThereAreWhenOneIsUnknown() {
    assertThatThrownBy(() -> InstanceSettings.of(Map.of("understudy.heartbeet-ms", "1"), "-D"))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("understudy.heartbeet-ms")
        .hasMessageContaining("understudy.heartbeat-ms");
  }

  @Test
  void shouldNameTheSettingWhenItsValueIsNoNumber() {
    assertThatThrownBy(() -> InstanceSettings.of(Map.of("understudy.max-group", "many"), "-D"))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("understudy.max-group")
        .hasMessageContaining("whole number")
        .hasMessageContaining("256");
  }

  @Test
  void shouldRefuseSettingsWhenTheyContradictEachOther() {
    assertThatThrownBy(() -> InstanceSettings.of(Map.of("understudy.promise-ms", "60"), "-D"))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("promise");
  }

  @Test
  void shouldLetTheLaterSettingHoldWhenBothAreGiven() {
    InstanceSettings file =
        InstanceSettings.of(
            Map.of("understudy.max-group", "10", "understudy.max-clients", "5"), "file");
    InstanceSettings line = InstanceSettings.of(Map.of("understudy.max-group", "20"), "-D");

    Settings both = file.overriddenBy(line, "both").checked();

    assertThat(both.maxGroup()).isEqualTo(20);
    assertThat(both.maxClients()).isEqualTo(5);
  }

  @Test
  void shouldRefuseMoreBackupsInSyncThanThereAre() {
    InstanceSettings two = InstanceSettings.of(Map.of("understudy.min-in-sync", "2"), "-D");

    assertThatThrownBy(() -> two.requireReachable(1))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("min-in-sync asks for 2")
        .hasMessageContaining("--backups");
    two.requireReachable(2);
  }

  @Test
  void shouldRefuseThatAMemberGoesWhenTooFewAreInSyncWithoutIt() {
    InstanceSettings one = InstanceSettings.of(Map.of("understudy.min-in-sync", "1"), "-D");

    assertThatThrownBy(() -> one.requireEnoughWithout("c", 0))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("Without c only 0 backups")
        .hasMessageContaining("asks for 1")
        .hasMessageContaining("Nothing was changed");
    one.requireEnoughWithout("c", 1);
  }
}
