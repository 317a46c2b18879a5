/**
 * The arbiter's client: {@link io.understudy.arbiter.Arbiter} keeps the configuration record of a
 * service and where its instances are in ZooKeeper, through Curator.
 *
 * <pre>
 *   /understudy/SERVICE/record           the configuration record, changed only by compare-and-set
 *   /understudy/SERVICE/instances/NAME   host:port of the broker of that instance, and its purpose
 * </pre>
 *
 * <p>The node's version is the version of the record. A lock recipe would give no fencing token;
 * epochs come from the versioned writes (R1).
 */
package io.understudy.arbiter;
