package io.understudy.protocol.instance;

/** Tells the operator what this instance has met, under its name. */
final class Reporter {
  private final String instance;
  private final Actions actions;

  Reporter(String instance, Actions actions) {
    this.instance = instance;
    this.actions = actions;
  }

  void report(Report.Kind kind, String text) {
    actions.report(new Report(kind, instance + ": " + text));
  }
}
