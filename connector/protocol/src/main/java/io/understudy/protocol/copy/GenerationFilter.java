package io.understudy.protocol.copy;

/**
 * What a fuzzy copy has already (the source's filter). Its objects were read while the service went
 * on, each at another moment; the entries from before the first was read are executed after them,
 * each only where it is not in what was read.
 *
 * <p>That is right only of operations that touch one object: its generation tells whether the
 * object was read after the entry changed it. Of one that reads an object to change another it
 * tells nothing.
 */
public final class GenerationFilter {
  private GenerationFilter() {}

  /**
   * Whether what was read of the entry's object was read after that entry: then it is left out.
   *
   * @param generation of the object; of its removal, if it is gone; 0 if there never was one
   */
  public static boolean has(long generation, long ssn) {
    return generation >= ssn;
  }
}
