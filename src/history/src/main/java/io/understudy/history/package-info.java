/**
 * What clients did and were told, and two checkers of it: is there one order of all operations that
 * agrees with real time and with every answer (linearizability)?
 *
 * <pre>
 *   clients ──▶ History ──▶ Operation ─┬──▶ WitnessCheck   over everything: is the order that the
 *                                      │      ▲    ▲       service says it had such an order?
 *   operation log of an instance ──────┼── Committed │
 *                                      │           Model   what the service does, said once more
 *                                      │             ▼
 *                                      └──▶ BlindCheck     knows no SSN: is there any such order?
 * </pre>
 *
 * <p>It depends on nothing of the product, neither on threads nor on clocks, and serves the
 * simulator and real processes alike. A mutation without an answer may have happened or not.
 */
package io.understudy.history;
