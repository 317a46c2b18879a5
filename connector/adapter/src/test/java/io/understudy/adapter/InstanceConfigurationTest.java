package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.protocol.Purpose;
import io.understudy.protocol.Registration;
import io.understudy.protocol.instance.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceConfigurationTest {
  private final Map<String, String> values =
      new TreeMap<>(
          Map.of(
              "understudy.service", "store",
              "understudy.service.id", "123e4567-e89b-12d3-a456-426614174000",
              "understudy.instance", "a",
              "understudy.data", "/tmp/a",
              "understudy.address", "127.0.0.1:5101",
              "understudy.arbiter", "127.0.0.1:5100, 127.0.0.1:5110"));

  @Test
  void shouldReadAllWhenNothingOptionalIsSet() {
    InstanceConfiguration read = InstanceConfiguration.parse(values);

    assertThat(read.service()).isEqualTo("store");
    assertThat(read.instance()).isEqualTo("a");
    assertThat(read.data()).isEqualTo(Path.of("/tmp/a"));
    assertThat(read.address()).isEqualTo(new HostAndPort("127.0.0.1", 5101));
    assertThat(read.advertised()).isEqualTo(read.address());
    assertThat(read.arbiter()).isEqualTo("127.0.0.1:5100,127.0.0.1:5110");
    assertThat(read.purpose()).isEqualTo(Purpose.MEMBER);
    assertThat(read.settings()).isEqualTo(Settings.DEFAULT);
  }

  @Test
  void shouldTakeASettingWhenItIsGiven() {
    values.put("understudy.max-group", "17");

    assertThat(InstanceConfiguration.parse(values).settings().maxGroup()).isEqualTo(17);
  }

  @Test
  void shouldRegisterWhatItIsForWhenThatIsGiven() {
    values.put("understudy.purpose", "spare");

    assertThat(InstanceConfiguration.parse(values).registration())
        .isEqualTo(new Registration("127.0.0.1:5101", Purpose.SPARE));
  }

  @Test
  void shouldAdvertiseAnotherAddressWhenItIsGiven() {
    values.put("understudy.advertised-address", "store.example:7000");

    InstanceConfiguration read = InstanceConfiguration.parse(values);

    assertThat(read.advertised()).isEqualTo(new HostAndPort("store.example", 7000));
    assertThat(read.address()).isEqualTo(new HostAndPort("127.0.0.1", 5101));
  }

  @ParameterizedTest
  @CsvSource({
    "understudy.advertised-address, store.example, host:port",
    "understudy.service, a.b, letters",
    "understudy.service.id, 17, UUID",
    "understudy.instance, '', letters",
    "understudy.address, 127.0.0.1, host:port",
    "understudy.address, 127.0.0.1:0, 65535",
    "understudy.address, 127.0.0.1:65536, 65535",
    "understudy.address, '127.0.0.1?x=1:5101', host:port",
    "understudy.arbiter, '127.0.0.1:5100,', commas",
    "understudy.purpose, removed, 'member, spare or remote'",
    "understudy.max-group, many, whole number from 1",
    "understudy.max-group, 0, whole number from 1",
    "understudy.max-request-bytes, 99999999999, whole number from 1",
    "understudy.heartbeat-ms, -1, whole number from 1"
  })
  void shouldNameSettingAndAllowedValuesWhenOneIsMalformed(
      String key, String value, String allowed) {
    values.put(key, value);

    assertThatThrownBy(() -> InstanceConfiguration.parse(values))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(allowed);
  }

  @Test
  void shouldNameTheSettingWhenItIsMissing() {
    values.remove("understudy.data");

    assertThatThrownBy(() -> InstanceConfiguration.parse(values))
        .hasMessageContaining("understudy.data")
        .hasMessageContaining("a directory");
  }

  @Test
  void shouldNameAllSettingsWhenOneIsUnknown() {
    values.put("understudy.max-groups", "17");

    assertThatThrownBy(() -> InstanceConfiguration.parse(values))
        .hasMessageContaining("no setting understudy.max-groups")
        .hasMessageContaining("understudy.max-group,");
  }

  @Test
  void shouldSayWhatMustHoldWhenSettingsContradictEachOther() {
    values.put("understudy.promise-ms", "60");

    assertThatThrownBy(() -> InstanceConfiguration.parse(values))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("promise");
  }

  @Test
  void shouldNameTheFileWhenItIsNotThere(@TempDir Path directory) {
    Path missing = directory.resolve("a.properties");

    assertThatThrownBy(() -> InstanceConfiguration.read(missing))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(missing.toString());
  }
}
