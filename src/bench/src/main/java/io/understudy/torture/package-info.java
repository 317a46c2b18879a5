/**
 * Every fault on real processes: a service under load from several clients, whose servers are
 * killed, halted and cut off, and a check of all that the clients saw.
 *
 * <pre>
 *   Torture ── Campaign ──┬── Scene       processes: BootServer; network: Forwarders
 *                         ├── Fault       what is done to them
 *                         ├── Callers     clients, each with a Script; what they saw: a History
 *                         ├── Judge       the checkers of the simulator over that history
 *                         ├── Databases   row by row, with each other and with the model
 *                         └── Pauses      by kind of fault, and the Mark of each
 * </pre>
 */
package io.understudy.torture;
