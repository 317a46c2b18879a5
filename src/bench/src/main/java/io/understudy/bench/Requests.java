package io.understudy.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.client.Reply;
import java.util.Random;

/** The requests of the benchmark: payloads of 200 bytes to one of some thousand objects. */
final class Requests {
  static final int BYTES = 200;
  static final int OBJECTS = 10_000;
  private static final String EXISTING = "bench:existing";

  private final Random random;
  private int made;

  Requests(long seed) {
    random = new Random(seed);
  }

  static String key(int number) {
    return "bench:%05d".formatted(number);
  }

  /** Stores all objects. */
  static void prepare(StoreClient client) {
    Requests requests = new Requests(0);
    client.submit("put", requests.arguments(EXISTING)).join();
    for (int number = 0; number < OBJECTS - 1; number++) {
      client.submit("put", requests.arguments(key(number)));
    }
    client.submit("put", requests.arguments(key(OBJECTS - 1))).join();
  }

  /** A client of puts, of which one in so many fails; 0 for none. */
  Load.Client mutations(StoreClient client, int oneFailsIn) {
    return () -> {
      boolean fails = oneFailsIn > 0 && made++ % oneFailsIn == 0;
      byte[] arguments = arguments(fails ? EXISTING : key(random.nextInt(OBJECTS)));
      return client.submit(fails ? "create" : "put", arguments).thenApply(Reply::isError);
    };
  }

  /** A client of gets. */
  Load.Client queries(StoreClient client) {
    return () -> client.get(key(random.nextInt(OBJECTS))).thenApply(Reply::isError);
  }

  private byte[] arguments(String key) {
    ObjectNode arguments = Json.object().put("key", key).put("value", "");
    int filling = BYTES - Json.bytes(arguments).length;
    StringBuilder text = new StringBuilder(filling);
    while (text.length() < filling) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return Json.bytes(arguments.put("value", text.toString()));
  }
}
