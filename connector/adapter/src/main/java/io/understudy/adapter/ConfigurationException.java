package io.understudy.adapter;

/** A setting is missing, unknown or malformed; the message names it and what is allowed. */
public class ConfigurationException extends RuntimeException {
  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
