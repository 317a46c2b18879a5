package io.understudy.client;

import io.understudy.protocol.Payload;
import io.understudy.protocol.client.ClientSession;
import io.understudy.protocol.client.SessionState;
import io.understudy.wire.Addresses;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A client of a service: a stream of requests under one client id. Any number of them, up to a
 * bound, are outstanding at a time; the service executes them in the order in which they were
 * submitted, each once, whatever fails; responses come in any order.
 *
 * <p>A failover is not seen, but as a pause. What a future fails with is an {@link
 * UnderstudyException}, whose {@link UnderstudyException#retry} says what a retry means. Safe for
 * use by many threads. What hangs on a future (such as {@code thenApply}) runs on the client's own
 * thread and must not block.
 */
public final class UnderstudyClient implements AutoCloseable {
  /** Largest payload this library sends, in bytes; the service's own limit is a setting. */
  public static final int LARGEST_REQUEST = 3 << 20;

  /** Longest name of an operation, in UTF-16 units. */
  public static final int LONGEST_OPERATION = 256;

  private static final int CONNECT_MILLIS = 2000;

  private final String clientId;
  private final long deadlineMillis;
  private final SessionLoop loop;

  UnderstudyClient(ClientBuilder builder) {
    clientId = builder.clientId();
    deadlineMillis = builder.deadlineMillis();
    Addresses queues = builder.queues();
    loop =
        new SessionLoop(
            clientId,
            actions ->
                new ClientSession(
                    clientId,
                    new SecureRandom().nextLong(),
                    builder.addresses(),
                    builder.settings(),
                    actions),
            (address, signal) -> new Link(address, queues, CONNECT_MILLIS, signal));
    loop.start();
  }

  public static ClientBuilder builder(String service) {
    return new ClientBuilder(service);
  }

  public String clientId() {
    return clientId;
  }

  /** Submits a request with the client's own deadline. */
  public CompletableFuture<Reply> submit(String operation, byte[] json) {
    return submit(operation, json, deadline(deadlineMillis));
  }

  /**
   * Submits a request. Holds the caller back while the bound of outstanding requests is reached.
   *
   * @param operation name of the operation
   * @param json its arguments; must not be changed any more
   * @param within time after which the future fails with a {@link DeadlineException}
   */
  public CompletableFuture<Reply> submit(String operation, byte[] json, Duration within) {
    return submit(operation, json, deadline(within.toMillis()));
  }

  private CompletableFuture<Reply> submit(String operation, byte[] json, long deadline) {
    if (operation.isEmpty() || operation.length() > LONGEST_OPERATION) {
      throw new IllegalArgumentException(
          "The name of an operation has 1 to "
              + LONGEST_OPERATION
              + " characters, not "
              + operation.length()
              + ".");
    }
    if (json.length > LARGEST_REQUEST) {
      throw new IllegalArgumentException(
          "A request has at most " + LARGEST_REQUEST + " bytes, not " + json.length + ".");
    }
    Payload payload = Payload.of(json);
    Call call = new Call(loop);
    return call.after(
        loop.use(session -> session.submit(operation, payload, deadline, call), deadline), 0);
  }

  /**
   * Asks for the response to a request of this client id that was sent before, by this client or an
   * earlier one; to be done before new requests are submitted, after which the service may forget
   * it. Executes nothing: a number that was never taken is refused, and will not be executed any
   * more.
   */
  public CompletableFuture<Reply> recall(long number) {
    long deadline = deadline(deadlineMillis);
    Call call = new Call(loop);
    return call.after(
        loop.use(session -> session.recall(number, deadline, call), deadline), number);
  }

  /**
   * Highest number this client id has used, 0 for none; waits until the service has told it.
   *
   * @throws UnderstudyException if it does not within the client's deadline
   */
  public long lastNumber() {
    long[] last = new long[1];
    SessionLoop.Used used =
        loop.use(
            session -> {
              last[0] = session.lastNumber();
              return session.isWelcomed() || session.state() == SessionState.CLOSED;
            },
            deadline(deadlineMillis));
    switch (used) {
      case DONE:
        return last[0];
      case ENDED:
        throw new ClosedException("The client is closed.", Retry.SAFE, 0);
      default:
        throw new DeadlineException("The service was not reached.", Retry.SAFE, 0);
    }
  }

  /** Requests sent again so far, because the connection they had been sent on was lost. */
  public long resent() {
    return loop.see(ClientSession::resent);
  }

  /** Whether the primary is found and takes requests; for display, it may change at once. */
  public boolean isOpen() {
    return loop.see(ClientSession::state) == SessionState.OPEN;
  }

  private static long deadline(long millis) {
    long now = SessionLoop.now();
    return millis < Long.MAX_VALUE - now ? now + millis : Long.MAX_VALUE;
  }

  /** Ends the session; what has no response fails with a {@link ClosedException}. */
  @Override
  public void close() {
    loop.stop();
  }
}
