package io.understudy.boot.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The settings of the instances: those of the installation, and over them the user's own. */
final class KeptSettings {
  private static final String NAME = "understudy.properties";

  private final Path usual;
  private final Path kept;

  KeptSettings(Installation installation, DataDirectory data) {
    usual = installation.config(NAME);
    kept = data.path().resolve(NAME);
  }

  /**
   * What holds from now on.
   *
   * @param given the user's own, kept for later starts too; empty for those kept before
   * @param backups how many the service has: no more may have to be in sync
   */
  InstanceSettings take(Optional<InstanceSettings> given, int backups) {
    InstanceSettings own =
        given.orElseGet(
            () -> Files.exists(kept) ? InstanceSettings.read(kept) : InstanceSettings.defaults());
    InstanceSettings all = InstanceSettings.read(usual).overriddenBy(own, "Both settings together");
    all.requireReachable(backups);
    if (given.isPresent()) {
      own.write(kept);
    }
    return all;
  }
}
