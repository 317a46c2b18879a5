package io.understudy.torture;

import io.understudy.boot.server.BootException;
import java.time.Duration;
import java.util.List;

/**
 * What a run does.
 *
 * @param faults kinds of faults, each once in a pass, in an order drawn by the seed
 * @param repeat passes
 * @param limit after which no more faults follow
 * @param backups instances besides the first
 * @param clients that drive load
 * @param outstanding requests that each has outstanding at most
 * @param rate requests a second of all clients together at most; 0 for as many as there can be
 * @param seed draws what is done, but for when it is done
 */
public record Plan(
    List<Fault> faults,
    int repeat,
    Duration limit,
    int backups,
    int clients,
    int outstanding,
    int rate,
    long seed) {
  static final int MOST_CLIENTS = 64;
  static final int MOST_OUTSTANDING = 256;

  public Plan {
    faults = List.copyOf(faults);
    require(!faults.isEmpty(), "--faults must name at least one kind.");
    require(repeat >= 1, "--repeat must be at least 1.");
    require(!limit.isNegative() && !limit.isZero(), "--minutes must be at least 1.");
    require(rate >= 0, "--rate must not be below 0.");
    require(backups >= 1 && backups <= 2, "--backups must be 1 or 2.");
    require(clients >= 1 && clients <= MOST_CLIENTS, "--clients must be from 1 to 64.");
    require(
        outstanding >= 1 && outstanding <= MOST_OUTSTANDING,
        "--outstanding must be from 1 to 256.");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new BootException(sentence);
    }
  }
}
