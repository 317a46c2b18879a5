package io.understudy.adapter;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes endpoints, waiting while the application is still being started. */
final class EndpointSource {
  private static final long RETRY_MILLIS = 50;

  private final MessageEndpointFactory factory;
  private final CountDownLatch closing = new CountDownLatch(1);

  EndpointSource(MessageEndpointFactory factory) {
    this.factory = factory;
  }

  /** An endpoint for one thread; null once closed. */
  MessageEndpoint create() throws InterruptedException {
    while (closing.getCount() > 0) {
      try {
        return factory.createEndpoint(null);
      } catch (UnavailableException e) {
        // So it says while the application starts, and when it has no more instances to give.
        closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    return null;
  }

  void close() {
    closing.countDown();
  }
}
