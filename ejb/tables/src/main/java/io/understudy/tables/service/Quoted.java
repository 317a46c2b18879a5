package io.understudy.tables.service;

/** Text that a client sent, as an error may show it: on one line, and not all of a long one. */
final class Quoted {
  private static final int SHOWN = 40;

  private Quoted() {}

  static String of(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints()
        .limit(SHOWN)
        .forEach(
            point -> {
              boolean plain =
                  !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
              shown.appendCodePoint(plain ? point : '?');
            });
    return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "…\"" : "\"").toString();
  }
}
