package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedNoteTest {
  private static final UUID BOOT = UUID.randomUUID();

  @TempDir Path directory;

  private CommittedNote reopen(UUID boot) {
    return CommittedNote.open(directory.resolve("committed"), boot);
  }

  @Test
  void shouldKnowNothingWhenItIsNew() {
    assertThat(reopen(BOOT).ssn()).isZero();
    assertThat(reopen(BOOT).isWhole()).isFalse();
  }

  @Test
  void shouldKnowAllWhileTheMachineIsNotRestarted() {
    CommittedNote note = reopen(BOOT);
    note.write(7);
    // the process may end before it has written what the log tells
    assertThat(reopen(BOOT).isWhole()).isFalse();

    note.sync();
    note.write(9);

    assertThat(reopen(BOOT).ssn()).isEqualTo(9);
    assertThat(reopen(BOOT).isWhole()).isTrue();
  }

  @Test
  void shouldNotBeWholeWhenTheMachineWasRestartedOrMayHaveBeen() {
    reopen(BOOT).sync();

    assertThat(reopen(UUID.randomUUID()).isWhole()).isFalse();
    assertThat(reopen(null).isWhole()).isFalse();
    reopen(null).sync();
    assertThat(reopen(null).isWhole()).isFalse();
  }

  @Test
  void shouldNameTheFileWhenItCannotBeUsed() {
    assertThatThrownBy(() -> CommittedNote.open(directory, BOOT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(directory.toString());
  }
}
