package io.understudy.arbiter;

/** Is told of changes at the arbiter, on a thread that it must not hold up. */
public interface ArbiterWatch {
  ArbiterWatch NONE =
      new ArbiterWatch() {
        @Override
        public void onRecordChanged() {}

        @Override
        public void onRegistrationsChanged() {}

        @Override
        public void onConnection(boolean connected) {}
      };

  /** The record may have changed: read it. Several changes may be told as one. */
  void onRecordChanged();

  /** An instance may have come, gone, or have another address. */
  void onRegistrationsChanged();

  /** The connection to the arbiter came or went. */
  void onConnection(boolean connected);
}
