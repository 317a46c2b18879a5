package io.understudy.protocol.message;

/** A message of a full copy (design.md section 6). */
public sealed interface CopyMessage extends PeerMessage
    permits CopyInvitation, CopyRequest, CopyChunk, CopyLost, CopyRefused {}
