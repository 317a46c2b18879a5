/**
 * Load for a service: the demo, which kills the primary under load and then checks every object,
 * and the benchmark. Both drive the built-in store through the client library, the demo by the
 * public YCSB core workloads.
 *
 * <pre>
 *   Demo ── Story ──┬── BootServer            starts the pair, kills the primary
 *                   ├── Load                  YCSB core workloads over UnderstudyDb
 *                   ├── Bank                  transfers and counters
 *                   └── Verdict               compares the survivor with what the clients were told
 *
 *   Simulate ── Campaign                      whole clusters of the protocol core, in simulation
 *
 *   Bench ── BenchRun ── Phase, Loop          a figure each
 * </pre>
 */
package io.understudy.bench;
