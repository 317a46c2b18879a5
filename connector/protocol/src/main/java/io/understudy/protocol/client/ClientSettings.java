package io.understudy.protocol.client;

/**
 * Settings of a client session.
 *
 * @param maxOutstanding requests without an answer; beyond it no more are taken
 * @param maxOutstandingBytes the same, in bytes of payload; one request is always taken
 * @param maxMessageRequests requests in one message
 * @param maxMessageBytes bytes of payload in one message; a larger request goes by itself
 * @param silenceMillis an instance that is to answer and says nothing for so long is left for
 *     another
 * @param pauseMillis time before the same instance is asked again
 */
public record ClientSettings(
    int maxOutstanding,
    int maxOutstandingBytes,
    int maxMessageRequests,
    int maxMessageBytes,
    int silenceMillis,
    int pauseMillis) {

  public static final ClientSettings DEFAULT =
      new ClientSettings(1024, 64 << 20, 512, 256 << 10, 500, 20);

  public ClientSettings {
    require(maxOutstanding >= 1, "Requests outstanding", maxOutstanding);
    require(maxOutstandingBytes >= 1, "Bytes outstanding", maxOutstandingBytes);
    require(maxMessageRequests >= 1, "Requests in a message", maxMessageRequests);
    require(maxMessageBytes >= 1, "Bytes in a message", maxMessageBytes);
    require(pauseMillis >= 1, "The pause in milliseconds", pauseMillis);
    if (silenceMillis < pauseMillis) {
      throw new IllegalArgumentException(
          "A silence of " + silenceMillis + " ms is shorter than the pause, " + pauseMillis + ".");
    }
  }

  public ClientSettings withMaxOutstanding(int requests) {
    return new ClientSettings(
        requests,
        maxOutstandingBytes,
        maxMessageRequests,
        maxMessageBytes,
        silenceMillis,
        pauseMillis);
  }

  private static void require(boolean holds, String what, int value) {
    if (!holds) {
      throw new IllegalArgumentException(what + " must be at least 1, not " + value + ".");
    }
  }
}
