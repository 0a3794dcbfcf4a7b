package io.gramme.coordination;

import io.gramme.handoff.HintProtocol;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What one request's actor needs to reach the replicas: fixed for a moment, replaced as a whole
 * when a peer comes, goes or moves.
 *
 * @param self this node
 * @param reachable the nodes that can be reached, this one among them
 * @param vnodes the door to the vnodes of each node whose address is known, this one's among them
 * @param hints the door to the hints of each node whose address is known, this one's among them
 * @param coordinators the coordinators of the other nodes
 * @param replies where replicas answer
 * @param forwardAnswers where other coordinators answer
 * @param rules of this node's replicas
 * @param repairPatience how long a read listens for late answers after it has replied
 * @param stats the node's
 */
record Neighbourhood(
    NodeId self,
    Set<NodeId> reachable,
    Map<NodeId, ActorRef<VnodeProtocol.Command>> vnodes,
    Map<NodeId, ActorRef<HintProtocol.Command>> hints,
    Map<NodeId, ActorRef<CoordinationProtocol.ForwardedWrite>> coordinators,
    ActorRef<VnodeProtocol.Reply> replies,
    ActorRef<CoordinationProtocol.WriteAnswered> forwardAnswers,
    RecordRules rules,
    Duration repairPatience,
    NodeStats stats) {

  Neighbourhood {
    reachable = Set.copyOf(reachable);
    vnodes = Map.copyOf(vnodes);
    hints = Map.copyOf(hints);
    coordinators = Map.copyOf(coordinators);
  }

  /** Sends to a node's vnodes; a node whose address is not known yet does not hear it. */
  void tellVnode(NodeId node, VnodeProtocol.Command command) {
    ActorRef<VnodeProtocol.Command> door = vnodes.get(node);
    if (door != null) door.tell(command);
  }

  /** Sends to a node's hints; a node whose address is not known yet does not hear it. */
  void tellHints(NodeId node, HintProtocol.Command command) {
    ActorRef<HintProtocol.Command> door = hints.get(node);
    if (door != null) door.tell(command);
  }

  /** Sends to another node's coordinators; one whose address is not known does not hear it. */
  void tellCoordinators(NodeId node, CoordinationProtocol.ForwardedWrite write) {
    ActorRef<CoordinationProtocol.ForwardedWrite> door = coordinators.get(node);
    if (door != null) door.tell(write);
  }
}
