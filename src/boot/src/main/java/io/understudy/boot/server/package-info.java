/**
 * The boot server: starts, stops and replaces the servers of one service on this machine, and the
 * arbiter beside them.
 *
 * <pre>
 *   BootServer ── DataDirectory ── ServiceFile      what the service is and where its ports are
 *       │
 *       ├── ArbiterServer ─┐
 *       ├── Server a ──────┼── ChildProcess         a process, found again by its pid file
 *       ├── Server b ──────┘
 *       │
 *       └── Readiness ── Survey                     asks the arbiter and every instance
 * </pre>
 *
 * <p>All state is on disk under the data directory, so that each command of {@code understudy}
 * finds what an earlier one left.
 */
package io.understudy.boot.server;
