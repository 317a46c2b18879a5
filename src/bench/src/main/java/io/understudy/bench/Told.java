package io.understudy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.client.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the clients were told of the objects they wrote. Clients write the same objects; since each
 * answer carries the place of its request in the one order of the service, the value of the highest
 * place is what the object must hold in the end.
 */
final class Told {
  private record Write(long ssn, String digest) {}

  private final Map<String, Write> writes = new ConcurrentHashMap<>();
  private final LongAdder errors = new LongAdder();

  /** The answer to a request that stored this value. */
  void wrote(String key, JsonNode value, Reply reply) {
    Write write = new Write(reply.ssn(), digest(value));
    writes.merge(key, write, (old, now) -> now.ssn() > old.ssn() ? now : old);
  }

  /** A request for one of the objects was answered with an error. */
  void failed() {
    errors.increment();
  }

  /** How often that was so. */
  long errors() {
    return errors.sum();
  }

  List<String> keys() {
    return new ArrayList<>(writes.keySet());
  }

  boolean holds(String key, JsonNode value) {
    return writes.get(key).digest().equals(digest(value));
  }

  /** The same for objects that are equal, whatever the order of their fields. */
  private static String digest(JsonNode value) {
    Map<String, String> fields = new TreeMap<>();
    value.properties().forEach(field -> fields.put(field.getKey(), field.getValue().toString()));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(fields.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
