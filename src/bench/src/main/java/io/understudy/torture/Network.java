package io.understudy.torture;

/** How the way from one origin through a forwarder is. */
enum Network {
  WHOLE(false, false),
  /** Nothing arrives, either way, and nobody is told. */
  LOST(true, true),
  /** What is sent towards the server does not arrive. */
  LOST_TOWARDS(true, false),
  /** What the server sends back does not arrive. */
  LOST_BACK(false, true),
  /** Connections are closed, and new ones too. */
  REFUSED(false, false);

  private final boolean towards;
  private final boolean back;

  Network(boolean towards, boolean back) {
    this.towards = towards;
    this.back = back;
  }

  boolean losesTowards() {
    return towards;
  }

  boolean losesBack() {
    return back;
  }
}
