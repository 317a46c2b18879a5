package io.understudy.endpoint;

/**
 * What the operation log holds.
 *
 * @param first it has all entries from this SSN on
 * @param bytes bytes of their payloads
 * @param timestamp of the first of them; of the last committed entry if it has none
 */
public record LogExtent(long first, long bytes, long timestamp) {}
