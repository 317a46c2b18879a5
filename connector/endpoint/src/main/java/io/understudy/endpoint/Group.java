package io.understudy.endpoint;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Response;
import java.util.List;
import java.util.Map;

/**
 * Entries that share one transaction.
 *
 * @param fence the fence under which it may commit
 * @param entries consecutive entries
 * @param known responses, by SSN, of entries that failed when the group ran before: their bodies
 *     are not run again
 */
public record Group(long fence, List<Entry> entries, Map<Long, Response> known) {}
