package io.understudy.wire;

import io.understudy.protocol.Entry;
import io.understudy.protocol.Payload;
import io.understudy.protocol.Response;
import io.understudy.protocol.copy.CopyHead;
import io.understudy.protocol.copy.CopyPage;
import io.understudy.protocol.copy.CopyPlace;
import io.understudy.protocol.copy.CopyRecord;
import io.understudy.protocol.message.Checkpoint;
import io.understudy.protocol.message.CopyChunk;
import io.understudy.protocol.message.CopyInvitation;
import io.understudy.protocol.message.CopyLost;
import io.understudy.protocol.message.CopyMessage;
import io.understudy.protocol.message.CopyRefused;
import io.understudy.protocol.message.CopyRequest;
import io.understudy.protocol.message.Sender;
import io.understudy.wire.Format.Envelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages of a full copy. */
final class CopyFormat {
  private CopyFormat() {}

  static Envelope.Builder write(CopyMessage message) {
    Envelope.Builder envelope = Envelope.newBuilder();
    Format.Sender sender = Common.write(message.sender());
    if (message instanceof CopyRequest request) {
      return envelope.setCopyRequest(
          Format.CopyRequest.newBuilder()
              .setSender(sender)
              .setCopyId(request.copyId())
              .setPlace(request.place().text()));
    }
    if (message instanceof CopyChunk chunk) {
      return envelope.setCopyChunk(write(chunk));
    }
    if (message instanceof CopyLost lost) {
      return envelope.setCopyLost(
          Format.CopyLost.newBuilder().setSender(sender).setCopyId(lost.copyId()));
    }
    if (message instanceof CopyRefused refused) {
      return envelope.setCopyRefused(
          Format.CopyRefused.newBuilder()
              .setSender(sender)
              .setCopyId(refused.copyId())
              .setWhy(refused.why()));
    }
    return envelope.setCopyInvitation(Format.CopyInvitation.newBuilder().setSender(sender));
  }

  static CopyMessage read(Envelope envelope) {
    switch (envelope.getBodyCase()) {
      case COPY_INVITATION:
        return new CopyInvitation(Common.read(envelope.getCopyInvitation().getSender()));
      case COPY_REQUEST:
        Format.CopyRequest request = envelope.getCopyRequest();
        return new CopyRequest(
            Common.read(request.getSender()),
            request.getCopyId(),
            new CopyPlace(request.getPlace()));
      case COPY_CHUNK:
        return read(envelope.getCopyChunk());
      case COPY_LOST:
        Format.CopyLost lost = envelope.getCopyLost();
        return new CopyLost(Common.read(lost.getSender()), lost.getCopyId());
      case COPY_REFUSED:
        Format.CopyRefused refused = envelope.getCopyRefused();
        return new CopyRefused(
            Common.read(refused.getSender()), refused.getCopyId(), refused.getWhy());
      default:
        throw Wire.unexpected(envelope, "a message between instances");
    }
  }

  private static Format.CopyChunk.Builder write(CopyChunk chunk) {
    CopyPage page = chunk.page();
    Format.CopyChunk.Builder written =
        Format.CopyChunk.newBuilder()
            .setSender(Common.write(chunk.sender()))
            .setCopyId(chunk.copyId())
            .setPosition(Common.write(page.head().position()))
            .setTimestamp(page.head().timestamp())
            .setDigest(DigestFormat.write(page.head().digest()))
            .setExpectedRecords(page.head().records())
            .setFrom(page.from().text())
            .setNext(page.next().text());
    NameTable names = new NameTable();
    for (CopyRecord record : page.records()) {
      written.addRecords(write(record, names, chunk.sender()));
    }
    return written.addAllNames(names.names());
  }

  private static Format.CopyRecord.Builder write(
      CopyRecord record, NameTable names, Sender sender) {
    Format.CopyRecord.Builder written = Format.CopyRecord.newBuilder();
    if (record instanceof CopyRecord.OfObject object) {
      Format.CopiedObject.Builder copied =
          Format.CopiedObject.newBuilder()
              .setEntity(names.index(object.entity()))
              .setGeneration(object.generation());
      object
          .attributes()
          .forEach(
              (name, value) ->
                  copied.addAttributes(
                      Format.Attribute.newBuilder()
                          .setName(names.index(name))
                          .setValue(Common.write(value))));
      return written.setObject(copied);
    }
    if (record instanceof CopyRecord.OfRequest request) {
      return written.setRequest(
          Format.CopiedRequest.newBuilder()
              .setClientId(request.clientId())
              .setNumber(request.number())
              .setSsn(request.ssn())
              .setDigest(request.digest())
              .setCode(request.response().code())
              .setBody(Common.write(request.response().body())));
    }
    if (record instanceof CopyRecord.OfClient client) {
      return written.setClient(
          Format.CopiedClient.newBuilder().setClientId(client.clientId()).setFloor(client.floor()));
    }
    if (record instanceof CopyRecord.OfRemoval removal) {
      return written.setRemoval(
          Format.CopiedRemoval.newBuilder()
              .setEntity(names.index(removal.entity()))
              .setId(removal.id())
              .setGeneration(removal.generation()));
    }
    Entry entry = ((CopyRecord.OfEntry) record).entry();
    return written.setEntry(CheckpointFormat.write(new Checkpoint(sender, 0, List.of(entry))));
  }

  private static CopyChunk read(Format.CopyChunk chunk) {
    List<CopyRecord> records = new ArrayList<>(chunk.getRecordsCount());
    for (Format.CopyRecord record : chunk.getRecordsList()) {
      records.add(read(record, chunk.getNamesList()));
    }
    return new CopyChunk(
        Common.read(chunk.getSender()),
        chunk.getCopyId(),
        new CopyPage(
            new CopyHead(
                Common.read(chunk.getPosition()),
                chunk.getTimestamp(),
                DigestFormat.read(chunk.getDigest()),
                Common.notNegative("number of records", chunk.getExpectedRecords())),
            new CopyPlace(chunk.getFrom()),
            new CopyPlace(chunk.getNext()),
            records));
  }

  private static CopyRecord read(Format.CopyRecord record, List<String> names) {
    switch (record.getBodyCase()) {
      case OBJECT:
        Format.CopiedObject object = record.getObject();
        Map<String, Payload> attributes = new HashMap<>();
        for (Format.Attribute attribute : object.getAttributesList()) {
          attributes.put(
              CheckpointFormat.name(names, attribute.getName()), Common.read(attribute.getValue()));
        }
        return new CopyRecord.OfObject(
            CheckpointFormat.name(names, object.getEntity()), object.getGeneration(), attributes);
      case REQUEST:
        Format.CopiedRequest request = record.getRequest();
        return new CopyRecord.OfRequest(
            request.getClientId(),
            request.getNumber(),
            request.getSsn(),
            request.getDigest(),
            new Response(request.getCode(), Common.read(request.getBody())));
      case CLIENT:
        return new CopyRecord.OfClient(
            record.getClient().getClientId(), record.getClient().getFloor());
      case REMOVAL:
        Format.CopiedRemoval removal = record.getRemoval();
        return new CopyRecord.OfRemoval(
            CheckpointFormat.name(names, removal.getEntity()),
            removal.getId(),
            removal.getGeneration());
      case ENTRY:
        List<Entry> entries = CheckpointFormat.read(record.getEntry()).entries();
        if (entries.size() != 1) {
          throw new WireException("Malformed message: an entry was copied with others.");
        }
        return new CopyRecord.OfEntry(entries.get(0));
      default:
        throw new WireException("Malformed message: a record of a copy is empty.");
    }
  }
}
