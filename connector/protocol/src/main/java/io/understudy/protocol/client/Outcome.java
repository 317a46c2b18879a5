package io.understudy.protocol.client;

import io.understudy.protocol.message.ServerMessage.Answer;

/**
 * Told once what became of a request or a recall: one of the two is called, once. It must not call
 * back into the session.
 */
public interface Outcome {

  /**
   * The service has answered.
   *
   * @param answer the answer; a refusal too
   * @param epoch epoch of the primary that sent it
   */
  void answered(Answer answer, long epoch);

  /** No answer will be delivered any more. */
  void failed(Failure failure);
}
