package io.understudy.wire;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.wire.Format.Envelope;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of the operation log and of the message table, each of which has as many entries or answered
 * requests as came together: what costs a database is rows.
 */
final class RowFormat {
  private RowFormat() {}

  static Envelope.Builder writeEntries(List<Entry> entries) {
    return Envelope.newBuilder().setLogged(CheckpointFormat.writeEntries(entries));
  }

  static List<Entry> readEntries(Envelope envelope) {
    if (!envelope.hasLogged()) {
      throw Wire.unexpected(envelope, "entries of an operation log");
    }
    return CheckpointFormat.readEntries(envelope.getLogged());
  }

  static Envelope.Builder writeRequests(List<CopyRecord.OfRequest> requests) {
    Format.AnsweredRequests.Builder written = Format.AnsweredRequests.newBuilder();
    NameTable codes = new NameTable();
    NumberSteps numbers = new NumberSteps();
    long ssn = 0;
    for (CopyRecord.OfRequest request : requests) {
      written.addRequests(
          Format.AnsweredRequest.newBuilder()
              .setNumberStep(numbers.step(0, request.number()))
              .setSsnStep(request.ssn() - ssn)
              .setDigest(request.digest())
              .setCode(codes.index(request.response().code()))
              .setBody(Common.write(request.response().body())));
      ssn = request.ssn();
    }
    return Envelope.newBuilder().setAnswered(written.addAllCodes(codes.names()));
  }

  static List<CopyRecord.OfRequest> readRequests(String clientId, Envelope envelope) {
    if (!envelope.hasAnswered()) {
      throw Wire.unexpected(envelope, "requests of a message table");
    }
    Format.AnsweredRequests read = envelope.getAnswered();
    List<CopyRecord.OfRequest> requests = new ArrayList<>(read.getRequestsCount());
    NumberSteps numbers = new NumberSteps();
    long ssn = 0;
    for (Format.AnsweredRequest request : read.getRequestsList()) {
      ssn += request.getSsnStep();
      requests.add(
          new CopyRecord.OfRequest(
              clientId,
              numbers.number(0, request.getNumberStep()),
              ssn,
              request.getDigest(),
              new Response(
                  CheckpointFormat.name(read.getCodesList(), request.getCode()),
                  Common.read(request.getBody()))));
    }
    return requests;
  }
}
