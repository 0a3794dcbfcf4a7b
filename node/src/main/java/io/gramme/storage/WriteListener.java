package io.gramme.storage;

/**
 * Hears how a write ended; exactly one of the methods is called, once.
 *
 * <p>It is called by the writer's thread and must be quick (tell an actor, complete a future). Two
 * answers come at once, in the caller's own thread and before the call returns: a refusal, and the
 * acknowledgement of a buffered write.
 */
public interface WriteListener {

  /** The write is as durable as was asked. */
  void stored();

  /** The write is not stored, and reads no longer see it. */
  void failed(WriteFailure why);
}
