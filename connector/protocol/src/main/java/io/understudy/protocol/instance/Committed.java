package io.understudy.protocol.instance;

/**
 * What an instance has committed, as it says.
 *
 * @param through highest SSN that it has committed
 * @param ever highest SSN that it may ever have committed: above the other where its database has
 *     lost that since
 */
record Committed(long through, long ever) {}
