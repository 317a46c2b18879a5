package io.understudy.protocol;

import java.util.Locale;
import java.util.Objects;

/**
 * What the arbiter has of an instance, written by the instance itself when it starts, and by the
 * operator who takes it away.
 *
 * @param address host:port of its broker; empty where it is removed
 * @param purpose what it is for
 */
public record Registration(String address, Purpose purpose) {
  /** Of an instance that the operator has taken away: it is not to be taken for lost. */
  public static final Registration REMOVED = new Registration("", Purpose.REMOVED);

  public Registration {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(purpose, "purpose");
    if (address.isEmpty() != (purpose == Purpose.REMOVED) || address.contains(" ")) {
      throw new IllegalArgumentException(
          "An instance cannot be " + purpose + " at the address \"" + address + "\".");
    }
  }

  public boolean isRemoved() {
    return purpose == Purpose.REMOVED;
  }

  /**
   * As {@link #text} writes it.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Registration parse(String text) {
    if (text.equals(REMOVED.text())) {
      return REMOVED;
    }
    int space = text.indexOf(' ');
    return space < 0
        ? new Registration(text, Purpose.MEMBER)
        : new Registration(
            text.substring(0, space),
            Purpose.valueOf(text.substring(space + 1).toUpperCase(Locale.ROOT)));
  }

  /** {@code 127.0.0.1:5101} for a member, {@code 127.0.0.1:5101 spare}, {@code removed}. */
  public String text() {
    String word = purpose.name().toLowerCase(Locale.ROOT);
    return switch (purpose) {
      case MEMBER -> address;
      case REMOVED -> word;
      default -> address + " " + word;
    };
  }
}
