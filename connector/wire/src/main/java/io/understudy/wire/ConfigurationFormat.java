package io.understudy.wire;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.wire.Format.Envelope;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The configuration record, as the arbiter keeps it. */
final class ConfigurationFormat {
  private static final Comparator<Member> BY_NAME =
      Comparator.comparing(Member::instance).thenComparingLong(Member::logId);

  private ConfigurationFormat() {}

  static Envelope.Builder write(Configuration configuration) {
    Format.Configuration.Builder written =
        Format.Configuration.newBuilder()
            .setEpoch(configuration.epoch())
            .setFounder(configuration.founder())
            .setIncarnation(configuration.incarnation())
            .setPromiseMillis(configuration.promiseMillis())
            .setFinalizedVersion(configuration.finalizedVersion());
    if (configuration.primary() != null) {
      written.setPrimary(Common.write(configuration.primary()));
    }
    configuration.inSync().forEach(member -> written.addInSync(Common.write(member)));
    configuration
        .rejected()
        .forEach(
            (entry, since) ->
                written.addRejected(
                    Format.Rejected.newBuilder().setEntry(Common.write(entry)).setSince(since)));
    return Envelope.newBuilder().setConfiguration(written);
  }

  static Configuration read(Envelope envelope) {
    if (!envelope.hasConfiguration()) {
      throw Wire.unexpected(envelope, "a configuration record");
    }
    Format.Configuration read = envelope.getConfiguration();
    SortedSet<Member> inSync = new TreeSet<>(BY_NAME);
    read.getInSyncList().forEach(member -> inSync.add(Common.read(member)));
    SortedMap<EntryId, Long> rejected = new TreeMap<>(Configuration.BY_SSN);
    read.getRejectedList()
        .forEach(entry -> rejected.put(Common.read(entry.getEntry()), entry.getSince()));
    return new Configuration(
        read.getEpoch(),
        read.getFounder(),
        read.hasPrimary() ? Common.read(read.getPrimary()) : null,
        read.getIncarnation(),
        inSync,
        read.getPromiseMillis(),
        read.getFinalizedVersion(),
        rejected);
  }
}
