package io.understudy.api;

import jakarta.ejb.ApplicationException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An error that an operation declares (design.md 3.6): a response like any other, kept in the
 * message table and equal on every instance, while whatever the operation wrote is rolled back. To
 * send the same request again gives the same error.
 *
 * <p>Errors are compared by code, never by text: the code is part of the service's contract.
 */
@ApplicationException(rollback = false)
public class OperationException extends RuntimeException {
  /** What a code looks like, such as {@code NOT_FOUND}: at most 64 characters. */
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  private final String code;

  /**
   * @param code stable, such as {@code NOT_FOUND}
   * @param message a sentence for people
   */
  public OperationException(String code, String message) {
    super(Objects.requireNonNull(message, "message"));
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException(
          "An error code has capitals, digits and underscores, at most 64, unlike " + code + ".");
    }
    this.code = code;
  }

  public final String code() {
    return code;
  }
}
