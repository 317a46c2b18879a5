package io.understudy.tables;

/**
 * A 64-bit hash (FNV-1a by 16 and 64 bits, finished by a mixer) of values given one after another.
 * It guards against mistakes, not against an adversary; it is the same on every Java platform.
 */
final class Hash {
  private static final long PRIME = 0x100000001b3L;

  private long state = 0xcbf29ce484222325L;

  Hash add(long value) {
    state = mixed(state ^ value) * PRIME;
    return this;
  }

  Hash add(CharSequence text) {
    int length = text.length();
    add(length);
    for (int i = 0; i < length; i++) {
      state = (state ^ text.charAt(i)) * PRIME;
    }
    return this;
  }

  Hash add(byte[] bytes) {
    add(bytes.length);
    for (byte each : bytes) {
      state = (state ^ (each & 0xff)) * PRIME;
    }
    return this;
  }

  long value() {
    return mixed(state);
  }

  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    return mixed ^ (mixed >>> 33);
  }
}
