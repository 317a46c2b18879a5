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
 * @param known responses, by SSN, of entries that failed when the group ran before, or that the
 *     operator has had answered: their bodies are not run
 * @param progress told each entry whose body is run
 */
public record Group(long fence, List<Entry> entries, Map<Long, Response> known, Progress progress) {

  public Group(long fence, List<Entry> entries, Map<Long, Response> known) {
    this(fence, entries, known, Progress.UNHEARD);
  }
}
