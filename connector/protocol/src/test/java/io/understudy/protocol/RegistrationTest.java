package io.understudy.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RegistrationTest {
  @Test
  void shouldBeReadAsItWasWritten() {
    for (Purpose purpose : Purpose.values()) {
      Registration registration =
          purpose == Purpose.REMOVED
              ? Registration.REMOVED
              : new Registration("store.example:5101", purpose);

      assertThat(Registration.parse(registration.text())).isEqualTo(registration);
    }
    assertThat(new Registration("h:1", Purpose.MEMBER).text()).isEqualTo("h:1");
    assertThat(new Registration("h:1", Purpose.SPARE).text()).isEqualTo("h:1 spare");
    assertThat(Registration.REMOVED.text()).isEqualTo("removed");
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    for (String text :
        new String[] {"", "h:1 removed", "h:1 king", "h:1 ", " spare", "a b spare"}) {
      assertThatThrownBy(() -> Registration.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
