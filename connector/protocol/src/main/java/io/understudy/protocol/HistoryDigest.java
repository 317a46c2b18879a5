package io.understudy.protocol;

/**
 * Digest of what all entries up to an SSN came to on one instance: a sum of those of the entries,
 * each mixed with its SSN, so that it goes on from any place and needs no order inside a group
 * (R10).
 *
 * @param ssn the last of the entries
 * @param responses sum of the digests of responses
 * @param objects sum of the digests of data objects
 * @param serviceVersion the service version whose data objects these are; 0 if not all are of one:
 *     then they are compared with nobody's
 */
public record HistoryDigest(long ssn, long responses, long objects, int serviceVersion) {
  /** Sums are kept below this prime, so that a database can add them up in 64 bits. */
  public static final long MODULUS = (1L << 61) - 1;

  public HistoryDigest {
    if (!isSum(responses) || !isSum(objects)) {
      throw new IllegalArgumentException("A sum of digests is below 2^61 - 1.");
    }
  }

  private static boolean isSum(long sum) {
    return sum >= 0 && sum < MODULUS;
  }

  /** Before the first entry. */
  public static HistoryDigest none(int serviceVersion) {
    return new HistoryDigest(0, 0, 0, serviceVersion);
  }

  /** With the next entry. */
  public HistoryDigest then(Digest next) {
    long place = ssn + 1;
    return new HistoryDigest(
        place,
        sum(responses, share(place, next.response())),
        sum(objects, share(place, next.objects())),
        serviceVersion);
  }

  private static long sum(long one, long other) {
    return (one + other) % MODULUS;
  }

  private static long share(long place, long digest) {
    return (mixed(mixed(digest) + place * 0x9e3779b97f4a7c15L) >>> 3) % MODULUS;
  }

  /** The finishing step of SplitMix64: every bit of the result hangs on every bit given. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** Whether the responses differ, both being of the same entries. */
  public boolean answersDifferFrom(HistoryDigest other) {
    return responses != other.responses;
  }

  /** Whether instances with these two, of the same entries, are not copies of each other. */
  public boolean differsFrom(HistoryDigest other) {
    boolean comparable = serviceVersion != 0 && serviceVersion == other.serviceVersion;
    return answersDifferFrom(other) || (comparable && objects != other.objects);
  }

  @Override
  public String toString() {
    return ssn + ":" + Long.toHexString(responses) + "/" + Long.toHexString(objects);
  }
}
