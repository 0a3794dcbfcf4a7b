package io.gramme.handoff;

import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.wire.WireMessage;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the hints of a node can be asked and what they answer.
 *
 * <p>A hint has a <i>home</i>: the node that should have stored it and could not be reached.
 * Requests carry numbers and deadlines as those to vnodes do, and are answered in the same words:
 * who writes or reads counts a stand-in as it counts a replica.
 */
public interface HintProtocol {

  /** Addressed to the hints of the node that receives it. */
  sealed interface Command {}

  /**
   * Keeps siblings for a home, merged with what is kept for it already. Answered by {@link
   * VnodeProtocol.Stored} or {@link VnodeProtocol.Refused}.
   *
   * @param siblings everything the sender knows of the key, never a part of it
   */
  record Keep(
      long request,
      NodeId home,
      int partition,
      Key key,
      Siblings siblings,
      Terms terms,
      Durability durability,
      long deadlineMillis,
      ActorRef<VnodeProtocol.Reply> replyTo)
      implements Command, WireMessage {}

  /**
   * Makes a new version in the place of a home, where no replica at home in the partition can be
   * reached; from a coordinator on the same node only. Answered by {@link VnodeProtocol.Made} or
   * {@link VnodeProtocol.Refused}.
   *
   * @param seen what the writer had seen
   */
  record MakeFor(
      long request,
      NodeId home,
      int partition,
      Key key,
      VersionVector seen,
      Payload payload,
      Terms terms,
      Durability durability,
      long deadlineMillis,
      ActorRef<VnodeProtocol.Reply> replyTo)
      implements Command {}

  /**
   * Asks what is kept under a key, for whomever. Answered by {@link VnodeProtocol.Found}, which
   * never claims to know that nothing is there, or {@link VnodeProtocol.Refused}.
   */
  record Look(
      long request,
      int partition,
      Key key,
      long deadlineMillis,
      ActorRef<VnodeProtocol.Reply> replyTo)
      implements Command, WireMessage {}

  /** Asks how many hints are kept for any home's replica of a partition. */
  record CountHints(
      long request, int partition, long deadlineMillis, ActorRef<HintsCounted> replyTo)
      implements Command, WireMessage {}

  /** So many hints are kept, or on their way to the disk. */
  record HintsCounted(long request, NodeId from, long count) implements WireMessage {}

  /**
   * Notes that a home missed something in a partition that nobody keeps for it; from a coordinator
   * on the same node only. Not answered.
   */
  record Owe(NodeId home, int partition) implements Command {}

  /**
   * Asks a node's anti-entropy to compare its replica of a partition with all others soon, since it
   * missed something there. Answered by {@link RangeRepaired} when that is done.
   */
  record RepairRange(int partition, ActorRef<RangeRepaired> replyTo) implements WireMessage {}

  /** The replica of the partition was compared with all others since it was asked. */
  record RangeRepaired(NodeId from, int partition) implements WireMessage {}
}
