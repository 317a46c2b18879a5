package io.understudy.protocol.message;

import io.understudy.protocol.Member;

/**
 * Head of every message between instances (R1).
 *
 * @param epoch message epoch: the one it is sent under
 * @param member name and log id of the sender
 * @param incarnation the sender's incarnation
 */
public record Sender(long epoch, Member member, long incarnation) {
  public String instance() {
    return member.instance();
  }
}
