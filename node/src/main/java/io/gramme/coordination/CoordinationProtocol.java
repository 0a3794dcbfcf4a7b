package io.gramme.coordination;

import io.gramme.model.NodeId;
import io.gramme.wire.WireMessage;
import org.apache.pekko.actor.typed.ActorRef;

/** What the coordinators of two nodes say to each other. */
public interface CoordinationProtocol {

  /**
   * Asks a node of the preference list to coordinate a write. It does so itself, or refuses: a
   * write is forwarded once at most.
   *
   * @param request repeated in the answer
   * @param deadlineMillis since 1970 by the asker's clock; nobody waits for the answer after it
   */
  record ForwardedWrite(
      long request, WritePlan plan, long deadlineMillis, ActorRef<WriteAnswered> replyTo)
      implements Coordinators.Command, WireMessage {}

  /** What became of a forwarded write. */
  record WriteAnswered(long request, NodeId from, WriteOutcome outcome) implements WireMessage {}
}
