package io.understudy.wire;

/**
 * Bytes that are no message of the kind expected, or are of a format version not known here. The
 * same bytes will never be understood: there is no point in reading them again.
 */
public final class WireException extends RuntimeException {
  WireException(String message) {
    super(message);
  }

  WireException(String message, Throwable cause) {
    super(message, cause);
  }
}
