package io.understudy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OperationContextTest {

  private record Seen(long ssn, long millis, long chance, double share, UUID id, UUID otherId) {}

  @Test
  void shouldGiveTheSameWhenTheBodyRunsAgain() {
    assertThat(seenBy(7, 1234, 99)).isEqualTo(seenBy(7, 1234, 99));
  }

  @Test
  void shouldDifferWhenTheSeedDiffers() {
    // given
    Seen one = seenBy(7, 1234, 1);

    // when
    Seen other = seenBy(7, 1234, 2);

    // then
    assertThat(other.chance()).isNotEqualTo(one.chance());
    assertThat(other.id()).isNotEqualTo(one.id());
  }

  @Test
  void shouldGiveChanceThatIsTheSameForEverWhenTheSeedIs() {
    assertThat(seenBy(7, 1234, 99).chance()).isEqualTo(FIXED_CHANCE);
    assertThat(seenBy(7, 1234, 99).id()).isEqualTo(UUID.fromString(FIXED_ID));
  }

  @Test
  void shouldNeverGiveAnIdTwiceWhenSeedsAreEqual() {
    // given
    Set<UUID> ids = new HashSet<>();

    // when
    for (long ssn = 1; ssn <= 1000; ssn++) {
      Execution execution = new Execution(ssn, 0, 0);
      for (int i = 0; i < 10; i++) {
        ids.add(execution.newId());
      }
    }

    // then
    assertThat(ids).hasSize(10_000).allMatch(id -> id.version() == 4 && id.variant() == 2);
  }

  @Test
  void shouldRefuseWhenNoMutationIsUnderWay() {
    assertThatThrownBy(OperationContext::current).isInstanceOf(IllegalStateException.class);
    try (GroupScope scope = GroupScope.open(1)) {
      assertThat(scope.firstSsn()).isEqualTo(1);
      assertThatThrownBy(OperationContext::current).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldRefuseAnErrorCodeWhenItIsNotStable() {
    for (String code : List.of("", "not found", "NOT FOUND", "1", "X".repeat(65))) {
      assertThatThrownBy(() -> new OperationException(code, "No."))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static final long FIXED_CHANCE = -4322712705448219089L;
  private static final String FIXED_ID = "42f3a936-4c47-4be3-a099-ec6cd7363ca5";

  private static Seen seenBy(long ssn, long timestamp, long seed) {
    try (GroupScope scope = GroupScope.open(ssn)) {
      return scope.execute(
          new Execution(ssn, timestamp, seed),
          () -> {
            OperationContext context = OperationContext.current();
            return new Seen(
                context.ssn(),
                context.timestamp().toEpochMilli(),
                context.random().nextLong(),
                context.random().nextDouble(),
                context.newId(),
                context.newId());
          });
    }
  }
}
