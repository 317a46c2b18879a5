package io.understudy.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientBuilderTest {
  private final ClientBuilder builder = UnderstudyClient.builder("store");

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\0b", "\ud800"})
  void shouldRefuseAClientIdWhenAServiceWould(String id) {
    assertThatThrownBy(() -> builder.clientId(id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.clientId("x".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", ":1", "host:", "host:0", "host:65536", "host:x"})
  void shouldRefuseAnAddressWhenItIsNotHostAndPort(String address) {
    assertThatThrownBy(() -> builder.instances(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + address + "\"");
  }

  @Test
  void shouldRefuseSettingsWhenTheyMeanNothing() {
    assertThatThrownBy(() -> builder.maxOutstanding(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.deadline(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(builder::open).isInstanceOf(IllegalStateException.class);
  }
}
