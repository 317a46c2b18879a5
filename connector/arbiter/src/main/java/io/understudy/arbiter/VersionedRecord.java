package io.understudy.arbiter;

import io.understudy.protocol.Configuration;

/**
 * The configuration record as it was read.
 *
 * @param configuration what it says
 * @param version what a compare-and-set on it names
 */
public record VersionedRecord(Configuration configuration, int version) {}
