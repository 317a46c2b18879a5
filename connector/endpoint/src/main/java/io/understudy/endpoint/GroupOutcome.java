package io.understudy.endpoint;

import io.understudy.protocol.Effect;
import io.understudy.protocol.Response;
import java.util.List;

/**
 * What came of a group.
 *
 * @param effects one for each entry, in order; if spoiled, up to and including the spoiling one
 * @param spoiled whether the last response is the error of an entry that had already written: the
 *     transaction must be rolled back
 */
public record GroupOutcome(List<Effect> effects, boolean spoiled) {

  /** The responses alone. */
  public List<Response> responses() {
    return effects.stream().map(Effect::response).toList();
  }
}
