package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.endpoint.WrongDatabaseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastCommitTest {
  @BeforeEach
  void begin() {
    LastCommit.forget();
    LastCommit.reached(7);
  }

  @Test
  void shouldRefuseWhatWasReadWhenTheDatabaseHasGoneBack() {
    assertThatThrownBy(() -> LastCommit.seen().requireStillThere(6))
        .isInstanceOf(WrongDatabaseException.class)
        .hasMessageContaining("from SSN 7 to 6")
        .hasMessageContaining("Start this instance again");
  }

  @Test
  void shouldTakeWhatWasReadWhenTheDatabaseIsThereOrFurther() {
    LastCommit before = LastCommit.seen();
    LastCommit.reached(9);
    LastCommit.reached(8);

    assertThatCode(() -> before.requireStillThere(7)).doesNotThrowAnyException();
    assertThatThrownBy(() -> LastCommit.seen().requireStillThere(8))
        .isInstanceOf(WrongDatabaseException.class);
  }

  @Test
  void shouldTakeWhatWasReadWhenTheDatabaseWasEmptiedMeanwhile() {
    LastCommit before = LastCommit.seen();
    LastCommit.forget();
    LastCommit.reached(3);

    assertThatCode(() -> before.requireStillThere(0)).doesNotThrowAnyException();
  }
}
