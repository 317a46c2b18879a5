package io.understudy.endpoint;

import java.util.Map;

/**
 * The deployed service.
 *
 * @param name name of the service
 * @param version version of the service
 * @param mutations for each operation, by name, whether it is a mutation; else it is a query
 */
public record ServiceDescription(String name, int version, Map<String, Boolean> mutations) {}
