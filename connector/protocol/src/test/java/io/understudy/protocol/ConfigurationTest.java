package io.understudy.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private static final Member A = new Member("a", 1);
  private static final Member B = new Member("b", 2);
  private final Configuration first = Configuration.founding("a", 200).next(A, 1, List.of(B));

  @Test
  void shouldRaiseEpochAndKeepTheRestWhenItIsTheNext() {
    Configuration next = first.next(B, 7, List.of());

    assertThat(next.epoch()).isEqualTo(2);
    assertThat(next.primary()).isEqualTo(B);
    assertThat(next.incarnation()).isEqualTo(7);
    assertThat(next.inSync()).isEmpty();
    assertThat(next.promiseMillis()).isEqualTo(200);
    assertThat(next.founder()).isEqualTo("a");
  }

  @Test
  void shouldNotTakeInstanceForMemberWhenItsLogIsAnother() {
    assertThat(first.isInSync(B)).isTrue();
    assertThat(first.isInSync(new Member("b", 3))).isFalse();
    assertThat(first.isPrimary(new Member("a", 3))).isFalse();
  }

  @Test
  void shouldBeEqualWhenSetIsGivenInAnotherOrder() {
    Member c = new Member("c", 3);

    assertThat(first.next(A, 1, List.of(B, c))).isEqualTo(first.next(A, 1, List.of(c, B)));
  }

  @Test
  void shouldRefusePrimaryWhenItIsItsOwnBackup() {
    assertThatThrownBy(() -> first.next(A, 1, List.of(new Member("a", 9))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefusePromiseOfNoLength() {
    assertThatThrownBy(() -> Configuration.founding("a", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
