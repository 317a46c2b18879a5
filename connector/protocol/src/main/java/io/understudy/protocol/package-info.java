/**
 * The protocol core: what makes a pair safe, as pure state machines.
 *
 * <pre>
 *            requests            checkpoints (entries)
 *  client ──────────────▶ primary ─────────────────▶ backup
 *         ◀──────────────         ◀─────────────────
 *            responses                  acks
 * </pre>
 *
 * <p>Nothing in this package or below it knows a thread, a clock, a source of chance, a socket, a
 * database or Jakarta EE: time and chance are arguments, and what is to be done is told to {@link
 * io.understudy.protocol.instance.Actions}. The same code runs in the server and in the simulator.
 * The rules R1 to R13 that it cites are explained in docs/architecture.md.
 */
package io.understudy.protocol;
