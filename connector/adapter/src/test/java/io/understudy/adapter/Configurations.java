package io.understudy.adapter;

import io.understudy.protocol.Purpose;
import io.understudy.protocol.instance.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** Configurations of instances under test. */
final class Configurations {
  static final UUID SERVICE_ID = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");

  private Configurations() {}

  static InstanceConfiguration of(String instance, Path data) throws IOException {
    HostAndPort address = Ports.unused();
    return new InstanceConfiguration(
        "store",
        SERVICE_ID,
        instance,
        data,
        address,
        address,
        Purpose.MEMBER,
        Ports.unused().toString(),
        Settings.DEFAULT);
  }
}
