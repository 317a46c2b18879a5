package io.understudy.tables.service;

/** A payload that is not what its operation takes; to send it again gives the same error. */
final class BadRequestException extends Exception {
  private final String code;

  BadRequestException(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
