package io.understudy.protocol.message;

/**
 * A message of the durable queue that is an instance's intention log, in the order of the queue.
 */
public sealed interface LogMessage permits Checkpoint, Mark, Restart {}
