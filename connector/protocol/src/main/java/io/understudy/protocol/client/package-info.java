/**
 * The client's side of a conversation: {@link io.understudy.protocol.client.ClientSession} finds
 * the primary, keeps any number of requests outstanding up to a bound, sends again what is
 * unanswered after a failover, in order and under the same numbers, and delivers each answer
 * exactly once (FIG. 4A, 4B; design.md section 5).
 *
 * <p>Like the rest of the protocol core it knows no thread, clock or network: time is an argument,
 * and what is to be done is told to {@link io.understudy.protocol.client.ClientActions}.
 */
package io.understudy.protocol.client;
