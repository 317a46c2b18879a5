package io.understudy.endpoint;

import java.util.Map;
import java.util.Set;

/**
 * The deployed service.
 *
 * @param name name of the service
 * @param version version of the service
 * @param mutations for each operation, by name, whether it is a mutation; else it is a query
 * @param several names of the mutations that do not say which one object they touch: each may touch
 *     several
 */
public record ServiceDescription(
    String name, int version, Map<String, Boolean> mutations, Set<String> several) {}
