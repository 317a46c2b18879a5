package io.understudy.wire;

import io.understudy.protocol.HistoryDigest;
import io.understudy.protocol.message.DigestQuery;
import io.understudy.protocol.message.Digests;
import io.understudy.protocol.message.Divergence;
import java.util.ArrayList;
import java.util.List;

/** Digests, and the messages of those who compare them. */
final class DigestFormat {
  private DigestFormat() {}

  static Format.HistoryDigest write(HistoryDigest digest) {
    return Format.HistoryDigest.newBuilder()
        .setSsn(digest.ssn())
        .setResponses(digest.responses())
        .setObjects(digest.objects())
        .setServiceVersion(digest.serviceVersion())
        .build();
  }

  static HistoryDigest read(Format.HistoryDigest digest) {
    return new HistoryDigest(
        Common.notNegative("SSN of a digest", digest.getSsn()),
        digest.getResponses(),
        digest.getObjects(),
        digest.getServiceVersion());
  }

  static Format.DigestQuery write(DigestQuery query) {
    return Format.DigestQuery.newBuilder()
        .setSender(Common.write(query.sender()))
        .setAfter(query.after())
        .setThrough(query.through())
        .build();
  }

  static DigestQuery read(Format.DigestQuery query) {
    return new DigestQuery(
        Common.read(query.getSender()),
        Common.notNegative("first SSN", query.getAfter()),
        Common.notNegative("last SSN", query.getThrough()));
  }

  static Format.Digests write(Digests message) {
    Format.Digests.Builder digests =
        Format.Digests.newBuilder()
            .setSender(Common.write(message.sender()))
            .setThrough(message.through());
    for (HistoryDigest digest : message.digests()) {
      digests
          .setServiceVersion(digest.serviceVersion())
          .addResponses(digest.responses())
          .addObjects(digest.objects());
    }
    return digests.build();
  }

  static Digests read(Format.Digests message) {
    int count = message.getResponsesCount();
    if (message.getObjectsCount() != count) {
      throw new IllegalArgumentException(
          count + " digests of responses, " + message.getObjectsCount() + " of objects.");
    }
    long through = Common.notNegative("last SSN", message.getThrough());
    List<HistoryDigest> digests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      digests.add(
          new HistoryDigest(
              Common.notNegative("SSN of a digest", through - count + 1 + i),
              message.getResponses(i),
              message.getObjects(i),
              message.getServiceVersion()));
    }
    return new Digests(Common.read(message.getSender()), through, digests);
  }

  static Format.Divergence write(Divergence divergence) {
    return Format.Divergence.newBuilder()
        .setSender(Common.write(divergence.sender()))
        .setExpected(write(divergence.expected()))
        .setFound(write(divergence.found()))
        .setExact(divergence.exact())
        .build();
  }

  static Divergence read(Format.Divergence divergence) {
    return new Divergence(
        Common.read(divergence.getSender()),
        read(divergence.getExpected()),
        read(divergence.getFound()),
        divergence.getExact());
  }
}
