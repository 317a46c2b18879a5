package io.understudy.adapter;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has crossed the network, counted since the start; part of the status. */
final class Counters {
  final LongAdder requestMessages = new LongAdder();
  final LongAdder requestBytes = new LongAdder();
  final LongAdder checkpointMessages = new LongAdder();
  final LongAdder checkpointBytes = new LongAdder();
  final LongAdder checkpointEntries = new LongAdder();
  final LongAdder responseMessages = new LongAdder();
  final LongAdder responseBytes = new LongAdder();

  /** Adds them by name. Checkpoints count once for each backup; the primary's own log not. */
  void addTo(Map<String, String> status) {
    status.put("request.messages", requestMessages.toString());
    status.put("request.bytes", requestBytes.toString());
    status.put("checkpoint.messages", checkpointMessages.toString());
    status.put("checkpoint.bytes", checkpointBytes.toString());
    status.put("checkpoint.entries", checkpointEntries.toString());
    status.put("response.messages", responseMessages.toString());
    status.put("response.bytes", responseBytes.toString());
  }
}
