package io.understudy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @Test
  void shouldNameTheQueuesWhenGivenAService() {
    Addresses store = new Addresses("store");

    assertThat(store.log()).isEqualTo("understudy.store.log");
    assertThat(store.peers()).isEqualTo("understudy.store.peers");
    assertThat(store.requests()).isEqualTo("understudy.store.requests");
    assertThat(store.reply(new UUID(0, 1)))
        .isEqualTo("understudy.store.reply.00000000-0000-0000-0000-000000000001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "#", "a*", "a b", "\u00e4"})
  void shouldRefuseAServiceWhenItsNameWouldMeanSomethingElseToABroker(String name) {
    assertThatThrownBy(() -> new Addresses(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
