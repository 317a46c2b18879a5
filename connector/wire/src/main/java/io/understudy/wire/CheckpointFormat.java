package io.understudy.wire;

import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.message.Checkpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Checkpoints, kept small: a checkpoint crosses the network once per backup and is synced on every
 * disk, so an entry writes only what the one before it does not already say.
 */
final class CheckpointFormat {
  private static final Entry.Kind[] KINDS = Entry.Kind.values();

  private CheckpointFormat() {}

  static Format.Checkpoint write(Checkpoint checkpoint) {
    return writeEntries(checkpoint.entries())
        .setSender(Common.write(checkpoint.sender()))
        .setStable(checkpoint.stable())
        .build();
  }

  /**
   * @param entries consecutive; at least one
   */
  static Format.Checkpoint.Builder writeEntries(List<Entry> entries) {
    Entry first = entries.get(0);
    Format.Checkpoint.Builder written =
        Format.Checkpoint.newBuilder()
            .setFirstSsn(first.ssn())
            .setPreviousEpoch(first.previousEpoch());
    NameTable clients = new NameTable();
    NameTable operations = new NameTable();
    NumberSteps numbers = new NumberSteps();
    EntryId expected = first.previous();
    long timestamp = 0;
    int version = 0;
    for (Entry entry : entries) {
      if (!entry.previous().equals(expected)) {
        throw new IllegalArgumentException(
            "Entry " + entry.id() + " of a checkpoint does not follow " + expected + ".");
      }
      int client = clients.index(entry.clientId());
      written.addEntries(
          Format.Entry.newBuilder()
              .setEpochStep(entry.epoch() - entry.previousEpoch())
              .setKindValue(entry.kind().ordinal())
              .setTimestampStep(entry.timestamp() - timestamp)
              .setSeed(entry.seed())
              .setServiceVersionStep(entry.serviceVersion() - version)
              .setClient(client)
              .setNumberStep(numbers.step(client, entry.number()))
              .setOperation(operations.index(entry.operation()))
              .setPayload(Common.write(entry.payload())));
      expected = entry.id();
      timestamp = entry.timestamp();
      version = entry.serviceVersion();
    }
    return written.addAllClients(clients.names()).addAllOperations(operations.names());
  }

  static Checkpoint read(Format.Checkpoint checkpoint) {
    return new Checkpoint(
        Common.read(checkpoint.getSender()),
        Common.notNegative("stable SSN", checkpoint.getStable()),
        readEntries(checkpoint));
  }

  static List<Entry> readEntries(Format.Checkpoint checkpoint) {
    List<Entry> entries = new ArrayList<>(checkpoint.getEntriesCount());
    NumberSteps numbers = new NumberSteps();
    long ssn = checkpoint.getFirstSsn();
    long epoch = checkpoint.getPreviousEpoch();
    long timestamp = 0;
    int version = 0;
    for (Format.Entry read : checkpoint.getEntriesList()) {
      long previousEpoch = epoch;
      epoch += read.getEpochStep();
      timestamp += read.getTimestampStep();
      version += read.getServiceVersionStep();
      entries.add(
          new Entry(
              new EntryId(ssn, epoch),
              previousEpoch,
              kind(read.getKindValue()),
              timestamp,
              read.getSeed(),
              version,
              name(checkpoint.getClientsList(), read.getClient()),
              numbers.number(read.getClient(), read.getNumberStep()),
              name(checkpoint.getOperationsList(), read.getOperation()),
              Common.read(read.getPayload())));
      ssn++;
    }
    return entries;
  }

  private static Entry.Kind kind(int value) {
    if (value < 0 || value >= KINDS.length) {
      throw new WireException("Malformed message: kind of entry " + value + " is not known here.");
    }
    return KINDS[value];
  }

  static String name(List<String> names, int index) {
    if (index < 0 || index >= names.size()) {
      throw new WireException("Malformed message: it names nothing at index " + index + ".");
    }
    return names.get(index);
  }
}
