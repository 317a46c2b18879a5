package io.understudy.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** How an instance is, as operators see it: what the protocol says and what the server adds. */
final class StatusReport {
  private static final Path PROCESS = Path.of("/proc/self/status");

  private final InstanceConfiguration configuration;
  private final Counters counters;

  StatusReport(InstanceConfiguration configuration, Counters counters) {
    this.configuration = configuration;
    this.counters = counters;
  }

  /** What is there whatever the instance does. */
  Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    values.put("service", configuration.service());
    values.put("instance", configuration.instance());
    values.put("address", configuration.address().toString());
    values.put("advertised-address", configuration.advertised().toString());
    values.put("arbiter", configuration.arbiter());
    values.put("purpose", configuration.purpose().name());
    Placement placement = Placement.of(configuration.data());
    values.put("host", placement.host());
    values.put("disk", placement.disk());
    values.put("pid", Long.toString(ProcessHandle.current().pid()));
    values.put("memory.rss-kib", residentKib());
    counters.addTo(values);
    return values;
  }

  /** Memory of the process in KiB; empty where the system does not say. */
  private static String residentKib() {
    if (!Files.isReadable(PROCESS)) {
      return "";
    }
    try {
      return Files.readAllLines(PROCESS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
