package io.understudy.client;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.SessionFailureListener;

/** Told by the broker's client when a connection has failed. */
final class LossListener implements SessionFailureListener {
  private final Runnable lost;

  LossListener(Runnable lost) {
    this.lost = lost;
  }

  @Override
  public void connectionFailed(ActiveMQException cause, boolean failedOver) {
    lost.run();
  }

  @Override
  public void connectionFailed(ActiveMQException cause, boolean failedOver, String target) {
    lost.run();
  }

  @Override
  public void beforeReconnect(ActiveMQException cause) {
    lost.run();
  }
}
