package io.understudy.store;

import java.math.BigInteger;

/**
 * What all counters and accounts come to.
 *
 * @param accounts how many there are
 * @param sum exact, however large
 */
public record Sum(long accounts, BigInteger sum) {}
