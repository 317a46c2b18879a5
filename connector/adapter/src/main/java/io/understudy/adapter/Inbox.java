package io.understudy.adapter;

import io.understudy.adapter.OperatorLog.Notice;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.server.MessageReference;

/**
 * Takes words that need no durability out of a queue: each is gone from there when it is taken. One
 * that makes no sense is reported, and changes nothing.
 */
final class Inbox implements QueueReader.Sink {
  private final String sender;
  private final Predicate<Runnable> room;
  private final Consumer<byte[]> taker;
  private final OperatorLog log;

  /**
   * @param sender whose words these are, as the operator is told
   * @param room see {@link QueueReader.Sink#hasRoom}
   * @param taker gets the bytes of each, and never waits; if it throws, they make no sense
   */
  Inbox(String sender, Predicate<Runnable> room, Consumer<byte[]> taker, OperatorLog log) {
    this.sender = sender;
    this.room = room;
    this.taker = taker;
    this.log = log;
  }

  @Override
  public boolean hasRoom(Runnable whenRoom) {
    return room.test(whenRoom);
  }

  @Override
  public void take(MessageReference reference) {
    try {
      taker.accept(QueueReader.body(reference.getMessage()));
    } catch (ActiveMQException | RuntimeException e) { // no message may end the reading of others
      malformed("makes no sense and was not taken: " + e);
    } finally {
      acknowledge(reference); // not before: one that the broker keeps in a file is gone then
    }
  }

  private void acknowledge(MessageReference reference) {
    try {
      reference.acknowledge();
    } catch (Exception e) { // as the broker declares it
      malformed("cannot be taken off its queue: " + e);
    }
  }

  private void malformed(String sentence) {
    log.notice(Notice.MALFORMED_MESSAGE, "A message of " + sender + " " + sentence);
  }

  @Override
  public void onFailed(Throwable cause) {
    log.notice(Notice.FAILED, "Messages of " + sender + " are read no more: " + cause, cause);
  }
}
