package io.understudy.adapter;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.SessionFailureListener;

/** Hears of the end of a connection; may tell it more than once. */
record Broken(Runnable told) implements SessionFailureListener {
  @Override
  public void beforeReconnect(ActiveMQException cause) {
    told.run();
  }

  @Override
  public void connectionFailed(ActiveMQException cause, boolean failedOver) {
    told.run();
  }

  @Override
  public void connectionFailed(
      ActiveMQException cause, boolean failedOver, String scaleDownTargetNode) {
    told.run();
  }
}
