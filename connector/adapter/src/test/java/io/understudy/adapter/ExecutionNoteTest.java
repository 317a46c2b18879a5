package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.protocol.EntryId;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionNoteTest {
  private static final EntryId ONE = new EntryId(7, 2);
  private static final EntryId OTHER = new EntryId(8, 2);

  @TempDir Path directory;
  private ExecutionNote note;

  @BeforeEach
  void reopen() {
    note = ExecutionNote.open(directory.resolve("executing"));
  }

  @Test
  void shouldKnowNothingWhenItIsNew() {
    assertThat(note.executing()).isEqualTo(EntryId.NONE);
    assertThat(note.entry()).isEqualTo(EntryId.NONE);
    assertThat(note.failures()).isZero();
  }

  @Test
  void shouldCountEachTimeTheProcessEndedWhileAnEntryWasExecuted() {
    note.executing(ONE);
    reopen();
    assertThat(note.executing()).isEqualTo(EntryId.NONE);
    assertThat(note.entry()).isEqualTo(ONE);
    assertThat(note.failures()).isEqualTo(1);

    // others are executed before it
    note.executing(OTHER);
    note.executing(EntryId.NONE);
    reopen();
    assertThat(note.failures()).isEqualTo(1);

    note.executing(ONE);
    reopen();
    assertThat(note.entry()).isEqualTo(ONE);
    assertThat(note.failures()).isEqualTo(2);
  }

  @Test
  void shouldBeginAnewWhenItIsAnotherEntry() {
    note.noteFailures(ONE, 2);
    note.executing(OTHER);
    reopen();

    assertThat(note.entry()).isEqualTo(OTHER);
    assertThat(note.failures()).isEqualTo(1);
  }

  @Test
  void shouldNotCountTwiceWhatRanTooLongBeforeTheProcessEnded() {
    note.executing(ONE);
    note.noteFailures(ONE, 1);
    reopen();

    assertThat(note.failures()).isEqualTo(1);
  }
}
