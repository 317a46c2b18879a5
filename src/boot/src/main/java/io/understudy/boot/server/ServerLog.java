package io.understudy.boot.server;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a server printed since its start, read for why it does not work. */
final class ServerLog {
  private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");
  private static final Pattern SEVERE =
      Pattern.compile("(\\S+ \\S+ SEVERE|Exception in thread|Error|java\\S+(Exception|Error)).*");
  private static final int MAX_LINES = 6;

  private final Path file;

  ServerLog(Path file) {
    this.file = file;
  }

  /** Micro says so also where a deployment failed. */
  boolean saysReady() {
    return lines().stream().anyMatch(line -> READY.matcher(line).find());
  }

  /** Whether the archive of that name was deployed. */
  boolean saysDeployed(String name) {
    return lines().stream()
        .anyMatch(line -> line.contains(": " + name + " was successfully deployed"));
  }

  /** The first error and what it was caused by, else the last lines. */
  String cause() {
    List<String> lines = lines();
    List<String> told = new ArrayList<>();
    for (String line : lines) {
      boolean severe = SEVERE.matcher(line).matches();
      if (told.isEmpty() ? severe : severe || line.startsWith("Caused by:")) {
        told.add("  " + line.strip());
      }
    }
    if (told.size() > MAX_LINES) {
      told = told.subList(0, MAX_LINES);
    }
    if (told.isEmpty()) {
      List<String> printed = lines.stream().filter(line -> !line.isBlank()).toList();
      printed.subList(Math.max(0, printed.size() - MAX_LINES), printed.size()).stream()
          .map(line -> "  " + line)
          .forEach(told::add);
    }
    return String.join(System.lineSeparator(), told);
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
