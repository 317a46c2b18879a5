package io.understudy.boot.server;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Member;
import io.understudy.protocol.Purpose;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How a service is.
 *
 * @param service what service.json says
 * @param arbiterPid process of an arbiter of its own; empty if none runs
 * @param record what the arbiter says; empty if it does not answer or has none
 * @param arbiterAnswers whether the arbiter answers
 * @param instances one each, in the order of their names
 */
public record ServiceState(
    ServiceFile service,
    OptionalLong arbiterPid,
    Optional<Configuration> record,
    boolean arbiterAnswers,
    List<InstanceState> instances) {
  /** Entries that a remote replica may be behind, and is ready all the same. */
  private static final int CLOSE = 1024;

  /** Begins the names of what instances say of those that differ. */
  private static final String DIVERGED = "diverged.";

  /** The one that says it is the primary, if there is one; of several the one of the record. */
  public Optional<InstanceState> primary() {
    List<InstanceState> primaries =
        instances.stream().filter(instance -> instance.role().equals("primary")).toList();
    return primaries.stream()
        .filter(instance -> primaries.size() == 1 || isRecorded(instance))
        .findFirst();
  }

  private boolean isRecorded(InstanceState instance) {
    return record
        .map(Configuration::primary)
        .filter(primary -> primary.instance().equals(instance.place().name()))
        .isPresent();
  }

  /** The primary that takes requests, if there is one. */
  public Optional<InstanceState> serving() {
    return instances.stream()
        .filter(InstanceState::isServing)
        .max(Comparator.comparing(this::isRecorded)); // one that was replaced may not know it yet
  }

  /** Whether it is a backup whose ack a commit waits for. */
  public boolean isInSync(InstanceState instance) {
    return instance.role().equals("backup") && inSync().contains(instance.place().name());
  }

  /** By the arbiter's record; where there is none to be read, as the primary has it. */
  private List<String> inSync() {
    return record
        .map(kept -> kept.inSync().stream().map(Member::instance).toList())
        .or(() -> serving().map(primary -> List.of(primary.said("in-sync").split(","))))
        .orElse(List.of());
  }

  /** The members that do not run, or take no part any more. */
  public List<InstanceState> down() {
    return instances.stream()
        .filter(each -> !each.isRunning() || each.hasStopped())
        .filter(each -> each.place().purpose() == Purpose.MEMBER)
        .toList();
  }

  /**
   * Whether it is as good as it can be: a backup in sync, a spare that waits, a remote replica
   * close behind, or the primary, serving unless it waits for backups that do not run.
   */
  public boolean isSettled(InstanceState instance) {
    return instance.isServing()
        || isInSync(instance)
        || instance.isSpare()
        || isFollowing(instance)
        || hasAllThatRun(instance)
        || awaitsOperator(instance);
  }

  private boolean isFollowing(InstanceState instance) {
    return instance.role().equals("remote") && lag(instance).orElse(Long.MAX_VALUE) <= CLOSE;
  }

  /** Whether the primary does not get past an entry, and so nobody can come in sync. */
  private boolean awaitsOperator(InstanceState instance) {
    return primary().filter(InstanceState::isHeldUp).filter(held -> !hearsMore(held)).isPresent()
        && List.of("primary", "joining").contains(instance.role());
  }

  /** Whether one that it waits for runs, and will say in a moment what it was executing. */
  private boolean hearsMore(InstanceState held) {
    List<String> silent = List.of(held.said("suspect.waits-for").split(","));
    return instances.stream()
        .anyMatch(each -> each.isRunning() && silent.contains(each.place().name()));
  }

  /** Whether it is a primary that waits for more backups than run. */
  private boolean hasAllThatRun(InstanceState primary) {
    return primary.isBelowMinimum()
        && instances.stream()
            .allMatch(
                each ->
                    each == primary
                        || !each.isRunning()
                        || each.isRemote()
                        || each.isSpare()
                        || isInSync(each));
  }

  /** The primary that lets all requests wait as too few backups are in sync, if there is one. */
  public Optional<InstanceState> belowMinimum() {
    return primary().filter(InstanceState::isBelowMinimum);
  }

  /** The instances that name an entry they do not get past. */
  public List<InstanceState> suspecting() {
    return instances.stream().filter(each -> !each.said("suspect").equals("-")).toList();
  }

  /** How instances differ from the others that have not been in sync since, by name (R10). */
  public Map<String, String> divergences() {
    Map<String, String> divergences = new TreeMap<>();
    for (InstanceState instance : instances) {
      instance
          .answer()
          .orElse(Map.of())
          .forEach(
              (name, how) -> {
                if (name.startsWith(DIVERGED)) {
                  divergences.put(name.substring(DIVERGED.length()), how);
                }
              });
    }
    return divergences;
  }

  /** Whether what is committed now would not survive the loss of the primary. */
  public boolean isDegraded() {
    return service.members() > 1 && instances.stream().noneMatch(this::isInSync);
  }

  /** Instances that would be lost together. */
  public List<SharedFate> shared() {
    return SharedFate.of(instances);
  }

  /** One that has seen a higher epoch than that of the arbiter's record, which stays so. */
  public Optional<InstanceState> findingRecordOlder() {
    return record.flatMap(
        kept ->
            instances.stream()
                .filter(each -> !each.said("record").equals("-"))
                .filter(each -> number(each, "epoch-seen").orElse(0L) > kept.epoch())
                .findFirst());
  }

  /** How many entries it has committed less than the primary has given SSNs. */
  public OptionalLong lag(InstanceState instance) {
    Optional<Long> last = serving().flatMap(primary -> number(primary, "last"));
    Optional<Long> committed = number(instance, "committed");
    return last.isPresent() && committed.isPresent()
        ? OptionalLong.of(Math.max(0, last.get() - committed.get()))
        : OptionalLong.empty();
  }

  private static Optional<Long> number(InstanceState instance, String name) {
    return instance.answer().map(said -> said.get(name)).map(Long::valueOf);
  }

  /** The instance of that name. */
  public InstanceState instance(String name) {
    return instances.stream()
        .filter(instance -> instance.place().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
