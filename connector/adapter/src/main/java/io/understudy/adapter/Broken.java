package io.understudy.adapter;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.remoting.FailureListener;

/** Hears of the end of a connection. */
record Broken(Runnable told) implements FailureListener {
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
