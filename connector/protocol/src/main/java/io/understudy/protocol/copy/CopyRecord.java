package io.understudy.protocol.copy;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import java.util.Map;

/** One portable record of a copy. */
public sealed interface CopyRecord {

  /** About how many bytes it takes: what bounds of pages count. */
  int weight();

  /**
   * A data object.
   *
   * @param entity name of its entity
   * @param generation SSN of the entry that last changed it
   * @param attributes its other attributes by name, each in a portable form; null ones are left out
   */
  record OfObject(String entity, long generation, Map<String, Payload> attributes)
      implements CopyRecord {
    public OfObject {
      attributes = Map.copyOf(attributes);
    }

    @Override
    public int weight() {
      int weight = 64;
      for (Map.Entry<String, Payload> each : attributes.entrySet()) {
        weight += 16 + each.getKey().length() + each.getValue().size();
      }
      return weight;
    }
  }

  /**
   * A row of the message table (FIG. 3C).
   *
   * @param clientId the client
   * @param number its sequence number
   * @param ssn the entry
   * @param digest of operation and payload
   * @param response the response, the same for ever
   */
  record OfRequest(String clientId, long number, long ssn, long digest, Response response)
      implements CopyRecord {

    /** The same with another body of its response: where the bytes are kept elsewhere. */
    public OfRequest with(Payload body) {
      return new OfRequest(clientId, number, ssn, digest, new Response(response.code(), body));
    }

    @Override
    public int weight() {
      return 64 + clientId.length() + response.code().length() + response.body().size();
    }
  }

  /**
   * What stays of a client for good (R8).
   *
   * @param clientId the client
   * @param floor highest number forgotten
   */
  record OfClient(String clientId, long floor) implements CopyRecord {
    @Override
    public int weight() {
      return 32 + clientId.length();
    }
  }

  /**
   * That an object is gone, which leaves no generation of its own: of a fuzzy copy.
   *
   * @param entity name of its entity
   * @param id its id in a portable form
   * @param generation SSN of the entry that removed it
   */
  record OfRemoval(String entity, String id, long generation) implements CopyRecord {
    @Override
    public int weight() {
      return 48 + id.length();
    }
  }

  /**
   * An entry of the operation log: of the history of epochs, each one's first (R9); of a fuzzy
   * copy, at its end, the requests since its beginning.
   */
  record OfEntry(Entry entry) implements CopyRecord {
    @Override
    public int weight() {
      return entry.weight();
    }
  }
}
