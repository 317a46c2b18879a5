package io.understudy.client;

import io.understudy.protocol.client.ClientSettings;
import io.understudy.protocol.message.Connection;
import io.understudy.wire.Addresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Describes a client. */
public final class ClientBuilder {
  /** About ten years: beyond it there is no deadline. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final Addresses queues;
  private final List<String> addresses = new ArrayList<>();
  private String clientId = UUID.randomUUID().toString();
  private ClientSettings settings = ClientSettings.DEFAULT;
  private long deadlineMillis = Long.MAX_VALUE;

  ClientBuilder(String service) {
    this.queues = new Addresses(service);
  }

  /**
   * Names the client; without it each has a random name. Of two clients with the same id the newer
   * wins, and the older fails with {@link SupersededException}.
   */
  public ClientBuilder clientId(String id) {
    if (id.isBlank() || id.length() > Connection.CLIENT_ID_LIMIT || !isText(id)) {
      throw new IllegalArgumentException(
          "A client id is text of 1 to " + Connection.CLIENT_ID_LIMIT + " characters without NUL.");
    }
    clientId = id;
    return this;
  }

  /** Whether it survives the way through UTF-8. */
  private static boolean isText(String id) {
    return id.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
  }

  /** Adds addresses, HOST:PORT, of some instances; the others are learned from them. */
  public ClientBuilder instances(String... hostAndPort) {
    for (String address : hostAndPort) {
      addresses.add(HostAndPort.parse(address).toString());
    }
    return this;
  }

  /** Bounds the requests without a response (1024); beyond it whoever submits is held back. */
  public ClientBuilder maxOutstanding(int requests) {
    settings = settings.withMaxOutstanding(requests);
    return this;
  }

  /** Time after which a request fails; none by default. */
  public ClientBuilder deadline(Duration within) {
    if (within.isNegative() || within.isZero()) {
      throw new IllegalArgumentException("A deadline lies ahead, not at " + within + ".");
    }
    deadlineMillis = within.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : within.toMillis();
    return this;
  }

  /** Makes the client, which begins to look for the primary; it need not be there yet. */
  public UnderstudyClient open() {
    if (addresses.isEmpty()) {
      throw new IllegalStateException("A client needs the address of at least one instance.");
    }
    return new UnderstudyClient(this);
  }

  String clientId() {
    return clientId;
  }

  Addresses queues() {
    return queues;
  }

  List<String> addresses() {
    return List.copyOf(addresses);
  }

  ClientSettings settings() {
    return settings;
  }

  long deadlineMillis() {
    return deadlineMillis;
  }
}
