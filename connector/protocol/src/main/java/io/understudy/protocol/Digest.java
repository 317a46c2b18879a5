package io.understudy.protocol;

/**
 * Digest of what executing an entry came to: equal on all instances, or one of them is wrong (R10).
 *
 * @param response of the response
 * @param objects of the data objects it wrote; 0 if it wrote none
 */
public record Digest(long response, long objects) {}
