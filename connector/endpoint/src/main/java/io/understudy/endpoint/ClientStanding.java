package io.understudy.endpoint;

/**
 * What the message table knows of a client.
 *
 * @param highest its highest number; 0 for none
 * @param floor highest number forgotten; 0 for none (R8)
 */
public record ClientStanding(long highest, long floor) {}
