package io.understudy.adapter;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes endpoints, waiting while the application is still being started. */
final class EndpointSource {
  private static final long RETRY_MILLIS = 50;
  private static final long TELL_MILLIS = 10_000;

  private final MessageEndpointFactory factory;
  private final OperatorLog log;
  private final CountDownLatch closing = new CountDownLatch(1);

  EndpointSource(MessageEndpointFactory factory, OperatorLog log) {
    this.factory = factory;
    this.log = log;
  }

  /** An endpoint for one thread; null once closed. */
  MessageEndpoint create() throws InterruptedException {
    long since = System.nanoTime();
    long told = since;
    while (closing.getCount() > 0) {
      try {
        return factory.createEndpoint(null);
      } catch (UnavailableException e) {
        // So it says while the application starts, and when it has no more instances to give.
        long now = System.nanoTime();
        if (TimeUnit.NANOSECONDS.toMillis(now - told) >= TELL_MILLIS) {
          told = now;
          log.notice(
              OperatorLog.Notice.NO_ENDPOINT,
              "The server has given no endpoint of the application for "
                  + TimeUnit.NANOSECONDS.toSeconds(now - since)
                  + " s, and is asked again: it is still starting it, or has as many as it may"
                  + " have. "
                  + e);
        }
        closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    return null;
  }

  void close() {
    closing.countDown();
  }
}
