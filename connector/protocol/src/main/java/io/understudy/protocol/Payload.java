package io.understudy.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Opaque bytes of a request or a response. Whoever makes one gives the array away: nobody changes
 * it afterwards, so it can be passed on without a copy.
 */
public final class Payload {
  public static final Payload EMPTY = new Payload(new byte[0]);

  private final byte[] bytes;

  /** 0 until it is asked for; whichever thread asks comes to the same. */
  private long digest;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array over; the caller must not change it any more. */
  public static Payload of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes);
  }

  public static Payload of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, not a copy: to be read only. */
  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return bytes.length;
  }

  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * A 64-bit digest (FNV-1a, finished by a mixer) that tells another content under the same number.
   * It guards against mistakes, not against an adversary.
   */
  public long digest() {
    if (digest == 0) {
      digest = computeDigest();
    }
    return digest;
  }

  private long computeDigest() {
    long hash = 0xcbf29ce484222325L;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length <= 64 ? text() : bytes.length + " bytes";
  }
}
