package io.understudy.protocol;

import java.util.Objects;

/**
 * What executing an entry came to.
 *
 * @param response its response
 * @param digest by which instances compare it
 * @param dropped what it dropped of the message table (R8)
 */
public record Effect(Response response, Digest digest, TableSize dropped) {
  /** Of an entry that nobody asked for and that wrote no data objects. */
  public static final Effect EMPTY = of(Response.EMPTY, 0);

  public Effect {
    Objects.requireNonNull(response, "response");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(dropped, "dropped");
  }

  /**
   * @param objects digest of the data objects it wrote; 0 if it wrote none
   */
  public static Effect of(Response response, long objects) {
    return new Effect(response, new Digest(response.digest(), objects), TableSize.NONE);
  }

  /** Of an entry that has a client's rows dropped. */
  public static Effect forgetting(TableSize dropped) {
    return new Effect(EMPTY.response, EMPTY.digest, dropped);
  }
}
