package io.understudy.store;

/** Codes of the errors that the store declares. They never change. */
public final class StoreError {
  public static final String BAD_KEY = "BAD_KEY";
  public static final String TOO_LARGE = "TOO_LARGE";
  public static final String EXISTS = "EXISTS";
  public static final String NOT_FOUND = "NOT_FOUND";
  public static final String NOT_AN_OBJECT = "NOT_AN_OBJECT";
  public static final String NOT_A_NUMBER = "NOT_A_NUMBER";
  public static final String OVERFLOW = "OVERFLOW";
  public static final String INSUFFICIENT = "INSUFFICIENT";
  public static final String SAME_ACCOUNT = "SAME_ACCOUNT";
  public static final String BAD_AMOUNT = "BAD_AMOUNT";

  private StoreError() {}
}
