/**
 * The client library, plain Java SE: {@link io.understudy.client.UnderstudyClient} sends requests
 * to a service and completes a future for each, through every failover of the service. {@link
 * io.understudy.client.StatusProbe} asks one instance how it is.
 *
 * <pre>
 *   submit ──▶ ClientSession (protocol core) ──▶ Link ──▶ BrokerConnection ══▶ an instance's broker
 *   future ◀──      one thread owns it       ◀──      ◀──
 * </pre>
 *
 * <p>What fails does so with an {@link io.understudy.client.UnderstudyException}, which says what a
 * retry means.
 */
package io.understudy.client;
