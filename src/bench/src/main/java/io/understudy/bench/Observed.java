package io.understudy.bench;

import io.understudy.boot.server.Place;
import io.understudy.client.StatusProbe;
import io.understudy.client.UnreachableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One instance as its own answers, and the tools of its virtual machine, show it. */
final class Observed {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Each line of the heap, be it a generation or all of it; classes are none of it. */
  private static final Pattern USED =
      Pattern.compile("(?m)^(?! *(?:Metaspace|class space)).*? used (\\d+)K");

  private final Place place;
  private final String service;
  private Map<String, String> said = Map.of();

  Observed(Place place, String service) {
    this.place = place;
    this.service = service;
  }

  String name() {
    return place.name();
  }

  /** What it said last, if it does not answer now: the machine is busy. */
  private Map<String, String> ask() {
    try {
      said = StatusProbe.ask(place.address(), service, PATIENCE);
    } catch (UnreachableException late) {
      return said;
    }
    return said;
  }

  /** It was killed: what it has said counts no more. */
  void forget() {
    said = Map.of();
  }

  boolean isCopying() {
    return ask().containsKey("copying");
  }

  /** Records that are loaded of a copy; 0 if there is none. */
  long recordsCopied() {
    String copying = ask().getOrDefault("copying", "0 of 0");
    return Long.parseLong(copying.substring(0, copying.indexOf(' ')));
  }

  /** Its position; -1 if it does not say. */
  long committed() {
    return Long.parseLong(ask().getOrDefault("committed", "-1"));
  }

  /** The last SSN that it has given, as the primary. */
  long last() {
    return Long.parseLong(ask().getOrDefault("last", "-1"));
  }

  /** What it has had of the processors since it was started. */
  long processorNanos() {
    return ProcessHandle.of(pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }

  private long pid() {
    return Long.parseLong(ask().get("pid"));
  }

  /** Bytes of its heap that are in use after a collection. */
  long liveHeap() throws IOException, InterruptedException {
    long pid = pid();
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long kib = 0;
    while (used.find()) {
      kib += Long.parseLong(used.group(1));
    }
    if (kib == 0) {
      throw new IllegalStateException("The virtual machine of " + name() + " shows no heap.");
    }
    return kib << 10;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("jcmd " + pid + " " + command + ": " + said);
    }
    return said;
  }
}
