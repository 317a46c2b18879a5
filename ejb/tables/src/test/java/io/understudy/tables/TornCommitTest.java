package io.understudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TornCommitTest {
  @AfterEach
  void forget() {
    TornCommit.mayFollow(Long.MAX_VALUE / 2);
  }

  @Test
  void shouldHaveToLookAsFarAsOneGroupBehindThePositionMayReach() {
    TornCommit.mayFollow(1000);

    assertThat(TornCommit.mayHave(1001)).isTrue();
    assertThat(TornCommit.mayHave(1000 + 4096)).isTrue();
    assertThat(TornCommit.mayHave(1000 + 4097)).isFalse();
  }
}
