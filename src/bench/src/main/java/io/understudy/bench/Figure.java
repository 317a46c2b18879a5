package io.understudy.bench;

import org.HdrHistogram.Histogram;

/**
 * What one phase measured. Latencies are from submitting a request to its answer, in microseconds.
 *
 * @param name of the phase
 * @param clients clients at work
 * @param outstanding requests that each of them has outstanding
 * @param perSecond answers a second, errors too
 * @param errorShare errors among the answers, 0 to 1
 */
record Figure(
    String name,
    int clients,
    int outstanding,
    double perSecond,
    long p50,
    long p99,
    long p999,
    long max,
    double errorShare) {

  static Figure of(
      String name, int clients, int outstanding, Histogram micros, double seconds, long errors) {
    long count = micros.getTotalCount();
    return new Figure(
        name,
        clients,
        outstanding,
        count / seconds,
        micros.getValueAtPercentile(50),
        micros.getValueAtPercentile(99),
        micros.getValueAtPercentile(99.9),
        micros.getMaxValue(),
        count == 0 ? 0 : (double) errors / count);
  }
}
