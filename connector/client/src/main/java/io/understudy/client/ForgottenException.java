package io.understudy.client;

/**
 * The service has forgotten the answers up to this number: whether the request was executed is not
 * known any more, and it is not executed now.
 */
public final class ForgottenException extends UnderstudyException {
  ForgottenException(long number, String text) {
    super(text, Retry.BY_NUMBER_ONLY, number);
  }
}
