package io.understudy.adapter;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * On what an instance runs: whoever has the same is lost with it.
 *
 * @param host of the system that runs: the same in all its containers; or the host's name
 * @param disk where its data is, as the host calls it; empty if it does not say
 */
record Placement(String host, String disk) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  static Placement of(Path data) {
    return new Placement(thisHost(), diskOf(data));
  }

  private static String thisHost() {
    try {
      return Files.isReadable(BOOT_ID)
          ? Files.readString(BOOT_ID).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "";
    }
  }

  private static String diskOf(Path data) {
    try {
      FileStore store = Files.getFileStore(data);
      return store.name() + " (" + store.type() + ")";
    } catch (IOException e) {
      return "";
    }
  }
}
