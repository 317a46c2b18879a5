/**
 * A whole cluster on one thread, in simulated time, from one seed: machines with disks that survive
 * a crash, a network that delays, cuts and closes, an arbiter that goes away, and clients, around
 * the real protocol core. What no rule allows is found as it happens ({@link
 * io.understudy.simulator.Witness}), and the seed repeats it.
 */
package io.understudy.simulator;
