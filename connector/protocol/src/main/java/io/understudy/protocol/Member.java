package io.understudy.protocol;

import java.util.Objects;

/**
 * The primary or one of the in-sync set, as the configuration record names it (R1).
 *
 * @param instance name of the instance
 * @param logId random number of its intention log; a wiped or replaced disk has another
 */
public record Member(String instance, long logId) {
  public Member {
    Objects.requireNonNull(instance, "instance");
    if (instance.isBlank()) {
      throw new IllegalArgumentException("An instance needs a name.");
    }
  }

  @Override
  public String toString() {
    return instance + "#" + Long.toHexString(logId);
  }
}
