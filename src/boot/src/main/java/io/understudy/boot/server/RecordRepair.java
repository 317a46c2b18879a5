package io.understudy.boot.server;

import io.understudy.arbiter.Arbiter;
import io.understudy.arbiter.Change;
import io.understudy.arbiter.VersionedRecord;
import io.understudy.protocol.Configuration;
import io.understudy.protocol.Survivor;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/** Writes the arbiter's record by the operator's hand, where nobody else may (design.md, R4). */
final class RecordRepair {
  private final ServiceFile service;
  private final Arbiter arbiter;
  private final ServiceState state;

  /**
   * @param state how all is, the instances whose word counts running
   */
  RecordRepair(ServiceFile service, Arbiter arbiter, ServiceState state) {
    this.service = service;
    this.arbiter = arbiter;
    this.state = state;
  }

  /**
   * A record that was lost, or is older than what the instances have seen, from the instances.
   *
   * @param without instances whose word is not waited for
   * @param first the service's first record, for what no instance says
   * @return what is so now
   */
  String restore(List<String> without, Configuration first) {
    List<Survivor> survivors = survivors();
    List<String> silent =
        state.instances().stream()
            .filter(instance -> survivor(instance).isEmpty())
            .map(instance -> instance.place().name())
            .filter(name -> !without.contains(name))
            .toList();
    if (!silent.isEmpty()) {
      throw new BootException(
          "Instances that do not say where they stand: %s. Start them, or give --without %s: what only they have committed, and may have answered, is lost then."
              .formatted(silent, String.join(",", silent)));
    }
    if (survivors.isEmpty()) {
      throw new BootException(
          "No instance says where it stands: there is nothing to restore from.");
    }
    Optional<VersionedRecord> present = read();
    long seen = Survivor.highestEpoch(survivors);
    if (present.isPresent() && present.get().configuration().epoch() >= seen) {
      throw new BootException(
          "The arbiter's record is of epoch %d, and no instance has seen a higher one than %d: there is nothing to restore."
              .formatted(present.get().configuration().epoch(), seen));
    }
    Configuration before = present.map(VersionedRecord::configuration).orElse(first);
    Configuration restored = Survivor.restore(before, survivors);
    write(present, restored);
    return "The record is restored: epoch %d, primary %s, in sync %s."
        .formatted(
            restored.epoch(),
            restored.primary().instance(),
            restored.inSync().stream().map(member -> member.instance()).toList());
  }

  /**
   * Makes an instance the primary that may lack what others have committed.
   *
   * @param acceptsLoss whether the operator has been told what may be lost
   * @return what is so now
   */
  String force(String name, boolean acceptsLoss) {
    VersionedRecord present =
        read()
            .orElseThrow(
                () ->
                    new BootException(
                        "The arbiter has no record of the service: ./understudy restore-record"));
    Configuration record = present.configuration();
    if (record.primary() == null) {
      throw new BootException("The service has not been founded yet: nobody has anything to lose.");
    }
    String old = record.primary().instance();
    if (!old.equals(name) && state.instance(old).isRunning()) {
      throw new BootException(
          "%s is the primary of epoch %d and runs: stop it first, or switch over."
              .formatted(old, record.epoch()));
    }
    if (!acceptsLoss && !state.instance(name).isRunning()) {
      throw new BootException(
          "%s does not run. If it is forced, what %s, the primary of epoch %d, or its backups in sync have committed and %s has not, and may have answered, is lost. If that is to be, add --accept-loss."
              .formatted(name, old, record.epoch(), name));
    }
    Survivor forced =
        survivor(state.instance(name))
            .orElseThrow(() -> new BootException(name + " does not say where it stands."));
    if (record.isPrimary(forced.member()) || record.isInSync(forced.member())) {
      throw new BootException(
          name + " is a member, and becomes the primary by itself: nothing has to be forced.");
    }
    String loss =
        "%s has all entries up to %d. What %s, the primary of epoch %d, or its backups in sync %s have committed beyond that, and may have answered, is lost"
            .formatted(
                name,
                forced.last(),
                old,
                record.epoch(),
                record.inSync().stream().map(member -> member.instance()).toList());
    if (!acceptsLoss) {
      throw new BootException(loss + " if it is forced. If that is to be, add --accept-loss.");
    }
    write(Optional.of(present), forced.forced(record));
    return loss + ".";
  }

  private List<Survivor> survivors() {
    return state.instances().stream().flatMap(each -> survivor(each).stream()).toList();
  }

  static Optional<Survivor> survivor(InstanceState instance) {
    return instance.answer().map(TreeMap::new).map(Survivor::of);
  }

  private Optional<VersionedRecord> read() {
    try {
      return arbiter.read().join();
    } catch (CompletionException e) {
      throw new BootException("The arbiter does not answer: " + e.getMessage(), e);
    }
  }

  private void write(Optional<VersionedRecord> present, Configuration record) {
    boolean written;
    if (present.isPresent()) {
      written =
          arbiter.compareAndSet(record, present.get().version()).join() instanceof Change.Done;
    } else {
      try {
        written = arbiter.found(record).join();
      } catch (CompletionException e) {
        throw new BootException("The arbiter did not take the record: " + e.getMessage(), e);
      }
    }
    if (!written) {
      throw new BootException(
          "The arbiter at %s did not take the record: it has changed meanwhile, or nobody can tell. Look at status, and say it again."
              .formatted(service.arbiter()));
    }
  }
}
