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
  private final int objects;
  private int made;

  /**
   * @param objects how many there are
   */
  Requests(long seed, int objects) {
    random = new Random(seed);
    this.objects = objects;
  }

  static String key(int number) {
    return "bench:%05d".formatted(number);
  }

  /** Stores so many objects. */
  static void prepare(StoreClient client, int objects) {
    prepare(client, objects, () -> {});
  }

  /** The same, and says with each that it goes on. */
  static void prepare(StoreClient client, int objects, Runnable going) {
    Requests requests = new Requests(0, objects);
    client.submit("put", requests.arguments(EXISTING)).join();
    for (int number = 0; number < objects - 1; number++) {
      client.submit("put", requests.arguments(key(number)));
      going.run();
    }
    client.submit("put", requests.arguments(key(objects - 1))).join();
  }

  /** A client of puts, of which one in so many fails; 0 for none. */
  Load.Client mutations(StoreClient client, int oneFailsIn) {
    return () -> {
      boolean fails = oneFailsIn > 0 && made++ % oneFailsIn == 0;
      byte[] arguments = arguments(fails ? EXISTING : key(random.nextInt(objects)));
      return client.submit(fails ? "create" : "put", arguments).thenApply(Reply::isError);
    };
  }

  /** A client of gets. */
  Load.Client queries(StoreClient client) {
    return () -> client.get(key(random.nextInt(objects))).thenApply(Reply::isError);
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
