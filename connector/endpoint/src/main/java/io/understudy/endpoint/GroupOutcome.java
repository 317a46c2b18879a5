package io.understudy.endpoint;

import io.understudy.protocol.Response;
import java.util.List;

/**
 * What came of a group.
 *
 * @param responses one for each entry, in order; if spoiled, up to and including the spoiling one
 * @param spoiled whether the last response is the error of an entry that had already written: the
 *     transaction must be rolled back
 */
public record GroupOutcome(List<Response> responses, boolean spoiled) {}
