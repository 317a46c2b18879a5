package io.understudy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.api.internal.Execution;
import io.understudy.api.internal.GroupScope;
import org.junit.jupiter.api.Test;

class DataObjectTest {

  private static final class Account extends DataObject {
    private long amount;

    void deposit(long more) {
      changed();
      amount += more;
    }
  }

  private final Account account = new Account();

  @Test
  void shouldTakeTheGenerationWhenAMutationChangesIt() {
    // given
    Execution mutation = new Execution(5, 0, 0);

    // when
    changeIn(5, mutation);

    // then
    assertThat(account.generation()).isEqualTo(5);
    assertThat(mutation.hasWritten()).isTrue();
    assertThat(account.amount).isEqualTo(1);
  }

  @Test
  void shouldRefuseWhenChangedOutsideOfAMutation() {
    assertThatThrownBy(() -> account.deposit(1)).isInstanceOf(IllegalStateException.class);
    assertThat(account.amount).isZero();
  }

  @Test
  void shouldRefuseTheUpdateWhenNoEntryOfTheGroupHasStampedIt() {
    // given
    changeIn(5, new Execution(5, 0, 0));

    // when
    try (GroupScope group = GroupScope.open(6)) {
      // then
      assertThatThrownBy(account::refuseUnlessChangedByMutation)
          .hasMessageContaining("changed()")
          .hasMessageContaining("first entry " + group.firstSsn());
    }
    assertThatThrownBy(account::refuseUnlessChangedByMutation).hasMessageContaining("R11");
  }

  private void changeIn(long firstSsn, Execution mutation) {
    try (GroupScope group = GroupScope.open(firstSsn)) {
      group.execute(
          mutation,
          () -> {
            account.deposit(1);
            account.refuseUnlessChangedByMutation();
            return null;
          });
    }
  }
}
