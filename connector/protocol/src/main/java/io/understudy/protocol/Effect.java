package io.understudy.protocol;

import java.util.Objects;

/**
 * What executing an entry came to.
 *
 * @param response its response
 * @param digest by which instances compare it
 */
public record Effect(Response response, Digest digest) {
  /** Of an entry that nobody asked for and that wrote no data objects. */
  public static final Effect EMPTY = of(Response.EMPTY, 0);

  public Effect {
    Objects.requireNonNull(response, "response");
    Objects.requireNonNull(digest, "digest");
  }

  /**
   * @param objects digest of the data objects it wrote; 0 if it wrote none
   */
  public static Effect of(Response response, long objects) {
    return new Effect(response, new Digest(response.digest(), objects));
  }
}
