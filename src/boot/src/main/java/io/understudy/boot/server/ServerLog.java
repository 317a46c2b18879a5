package io.understudy.boot.server;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a server printed since its start, read for why it does not work. */
final class ServerLog {
  private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");
  private static final Pattern SEVERE =
      Pattern.compile("(\\S+ \\S+ SEVERE|Exception in thread|Error|java\\S+(Exception|Error)).*");

  /** Understudy's own word for it, with a number that documents can name. */
  private static final Pattern NUMBERED = Pattern.compile("\\S+ \\S+ SEVERE .*\\bUND\\d{4}\\b.*");

  private static final String RESOURCE_MISSING = "AS-DEPLOYMENT-00026";

  private static final int MAX_LINES = 6;

  private final Path file;

  ServerLog(Path file) {
    this.file = file;
  }

  /** Micro says so also where a deployment failed. */
  boolean saysReady() {
    return lines().stream().anyMatch(line -> READY.matcher(line).find());
  }

  /** Whether clients can connect to the arbiter whose log this is. */
  boolean saysArbiterServes() {
    return lines().stream().anyMatch(line -> line.contains(ArbiterProcess.SERVES));
  }

  /** Whether the archive of that name was deployed. */
  boolean saysDeployed(String name) {
    return lines().stream()
        .anyMatch(line -> line.contains(": " + name + " was successfully deployed"));
  }

  /**
   * Whether Payara has not found a resource that an application names. That may be no fault of the
   * application: Payara looks through its classes for what defines the database, on several
   * threads, and of some hundred starts on a busy machine one finds nothing.
   */
  boolean saysResourceMissing() {
    return lines().stream().anyMatch(line -> line.contains(RESOURCE_MISSING));
  }

  /** Understudy's own errors, else the first one and what it was caused by, else the last lines. */
  String cause() {
    List<String> lines = lines();
    List<String> told = lines.stream().filter(line -> NUMBERED.matcher(line).matches()).toList();
    if (told.isEmpty()) {
      told = firstError(lines);
    }
    if (told.isEmpty()) {
      List<String> printed = lines.stream().filter(line -> !line.isBlank()).toList();
      told = printed.subList(Math.max(0, printed.size() - MAX_LINES), printed.size());
    }
    return told.stream()
        .limit(MAX_LINES)
        .map(line -> "  " + line.strip())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static List<String> firstError(List<String> lines) {
    List<String> told = new ArrayList<>();
    for (String line : lines) {
      boolean severe = SEVERE.matcher(line).matches();
      if (told.isEmpty() ? severe : severe || line.startsWith("Caused by:")) {
        told.add(line);
      }
    }
    return told;
  }

  private List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    } catch (MalformedInputException cutInHalf) {
      return List.of(); // a line is being written: the next look finds it whole
    } catch (IOException e) {
      throw new BootException("Cannot read " + file + ": " + e, e);
    }
  }
}
