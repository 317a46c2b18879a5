package io.understudy.arbiter;

/** Is told of changes at the arbiter, on a thread that it must not hold up. */
public interface ArbiterWatch {
  ArbiterWatch NONE =
      new ArbiterWatch() {
        @Override
        public void onRecordChanged() {}

        @Override
        public void onAddressesChanged() {}

        @Override
        public void onConnection(boolean connected) {}
      };

  /** The record may have changed: read it. Several changes may be told as one. */
  void onRecordChanged();

  /** An instance may have another address. */
  void onAddressesChanged();

  /** The connection to the arbiter came or went. */
  void onConnection(boolean connected);
}
