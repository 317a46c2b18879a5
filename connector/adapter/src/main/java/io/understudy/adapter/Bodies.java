package io.understudy.adapter;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;

/** Reads the bytes of a message. */
final class Bodies {
  private Bodies() {}

  static byte[] read(ClientMessage message) {
    ActiveMQBuffer buffer =
        message.isLargeMessage() ? message.getBodyBuffer() : message.getDataBuffer();
    byte[] body = new byte[buffer.readableBytes()];
    buffer.readBytes(body);
    return body;
  }
}
