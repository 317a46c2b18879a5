package io.understudy.protocol.instance;

import io.understudy.protocol.Configuration;
import io.understudy.protocol.Entry;
import io.understudy.protocol.EntryId;
import io.understudy.protocol.Member;
import io.understudy.protocol.Moment;
import io.understudy.protocol.Payload;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.Sender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What tests of the core begin with. */
final class Given {
  static final Member A = new Member("a", 0xa);
  static final Member B = new Member("b", 0xb);
  static final Member C = new Member("c", 0xc);

  private Given() {}

  static Moment at(long millis) {
    return new Moment(millis, 1_000_000 + millis);
  }

  /** A request's entry that follows one of the same epoch. */
  static Entry entry(long ssn, long epoch) {
    return entry(ssn, epoch, epoch);
  }

  static Entry entry(long ssn, long epoch, long previousEpoch) {
    return new Entry(
        new EntryId(ssn, epoch),
        ssn == 1 ? 0 : previousEpoch,
        Entry.Kind.REQUEST,
        0,
        0,
        1,
        "client",
        ssn,
        "add",
        Payload.EMPTY);
  }

  /** Entries from one SSN to another, of one epoch. */
  static List<Entry> entries(long from, long to, long epoch) {
    List<Entry> entries = new ArrayList<>();
    for (long ssn = from; ssn <= to; ssn++) {
      entries.add(entry(ssn, epoch));
    }
    return entries;
  }

  /** A history of one epoch. */
  static History committed(long ssn, long epoch) {
    return ssn == 0
        ? new History(List.of(), EntryId.NONE)
        : new History(List.of(new EntryId(1, epoch)), new EntryId(ssn, epoch));
  }

  /** With a connection to these. */
  static Instances instances(String... connected) {
    Instances instances = new Instances();
    List.of(connected).forEach(instances::onConnected);
    return instances;
  }

  static Sender from(Member member, long epoch, long incarnation) {
    return new Sender(epoch, member, incarnation);
  }

  static Checkpoint checkpoint(Sender sender, List<Entry> entries) {
    return new Checkpoint(sender, 0, entries);
  }

  static Checkpoint checkpoint(Sender sender, Entry... entries) {
    return checkpoint(sender, Arrays.asList(entries));
  }

  /** Epoch 1: a is the primary, of incarnation 1. */
  static Configuration record(Member... inSync) {
    return Configuration.founding("a", 200).next(A, 1, Arrays.asList(inSync));
  }
}
