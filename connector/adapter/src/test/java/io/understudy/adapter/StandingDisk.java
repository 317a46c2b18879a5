package io.understudy.adapter;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import net.bytebuddy.asm.Advice;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;

/** A disk on which no sync of a journal ends until this is closed. */
public final class StandingDisk implements AutoCloseable {
  private static volatile CountDownLatch asked = new CountDownLatch(1);
  private static volatile CountDownLatch goesOn = new CountDownLatch(0);

  private final Change change;

  private StandingDisk() {
    asked = new CountDownLatch(1);
    goesOn = new CountDownLatch(1);
    change = new Change(NIOSequentialFile.class, "syncChannel", Sync.class);
  }

  static StandingDisk begin() {
    return new StandingDisk();
  }

  /** Whether a sync waits. */
  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Called by what has been changed, wherever that is. */
  public static void await() throws InterruptedException {
    asked.countDown();
    goesOn.await();
  }

  @Override
  public void close() throws IOException {
    goesOn.countDown();
    change.undo();
  }

  static final class Sync {
    @Advice.OnMethodEnter
    static void enter() throws InterruptedException {
      StandingDisk.await();
    }
  }
}
