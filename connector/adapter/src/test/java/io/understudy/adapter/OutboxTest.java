package io.understudy.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.adapter.Outbox.Outgoing;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox(100);

  @Test
  void shouldGiveWordsFirstAndEachKindInOrderWhenBothWait() throws Exception {
    outbox.open();
    outbox.addCheckpoint(message(1));
    outbox.addCheckpoint(message(2));
    outbox.addWord(message(3));
    outbox.addWord(message(4));

    assertThat(outbox.take().body()).hasSize(3);
    assertThat(outbox.take().body()).hasSize(4);
    assertThat(outbox.take().body()).hasSize(1);
    assertThat(outbox.take().body()).hasSize(2);
  }

  @Test
  void shouldRefuseACheckpointWhenItIsFull() {
    outbox.open();

    assertThat(outbox.addCheckpoint(message(101))).isTrue();
    assertThat(outbox.addCheckpoint(message(1))).isFalse();
  }

  @Test
  void shouldDropTheOldestWordWhenTooManyWait() throws Exception {
    outbox.open();
    for (int i = 1; i <= 1025; i++) {
      outbox.addWord(message(i));
    }

    assertThat(outbox.take().body()).hasSize(2);
  }

  @Test
  void shouldDropAllAndLetGoWhenItIsShut() throws Exception {
    outbox.open();
    outbox.addWord(message(1));
    outbox.shut();

    assertThat(outbox.addCheckpoint(message(1))).isTrue();
    assertThat(outbox.take()).isNull();
  }

  private static Outgoing message(int size) {
    return new Outgoing(SimpleString.of("a"), new byte[size], false);
  }
}
