package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a change of ring sends where: for each partition whoever becomes one of its first N keepers
 * takes it from whoever ceases to be one.
 *
 * @param moves in the order of partitions
 * @param in bytes that a node receives; nothing for a node that receives none
 * @param out bytes that a node sends; nothing for a node that sends none
 */
record Freight(List<Move> moves, Map<NodeId, Long> in, Map<NodeId, Long> out) {

  /** The freight from a version's origins to its target. */
  static Freight of(RingVersion target, PlanInputs inputs) {
    Lists lists = new Lists(target);
    List<Move> moves = new ArrayList<>();
    Map<NodeId, Long> in = new HashMap<>();
    Map<NodeId, Long> out = new HashMap<>();
    for (int p = 0; p < target.partitions(); p++) {
      if (!lists.moves(p)) continue;
      Turnover turnover = lists.turnover(p);
      long bytes = inputs.bytesOf(p);
      List<NodeId> leavers = without(turnover.origin(), turnover.target());
      List<NodeId> comers = without(turnover.target(), turnover.origin());
      for (int i = 0; i < comers.size(); i++) {
        NodeId from = i < leavers.size() ? leavers.get(i) : turnover.origin().get(0);
        moves.add(new Move(p, from, comers.get(i), bytes));
        in.merge(comers.get(i), bytes, Long::sum);
        out.merge(sender(from, turnover, target.removed()), bytes, Long::sum);
      }
    }
    return new Freight(List.copyOf(moves), Map.copyOf(in), Map.copyOf(out));
  }

  private static List<NodeId> without(List<NodeId> some, List<NodeId> others) {
    return some.stream().filter(node -> !others.contains(node)).toList();
  }

  /** Instead of one that is lost, the first of the others. */
  private static NodeId sender(NodeId from, Turnover turnover, Set<NodeId> removed) {
    if (!removed.contains(from)) return from;
    return turnover.origin().stream().filter(n -> !removed.contains(n)).findFirst().orElse(from);
  }

  long in(NodeId node) {
    return in.getOrDefault(node, 0L);
  }

  long out(NodeId node) {
    return out.getOrDefault(node, 0L);
  }

  /** Seconds until the node with most to take or to give is done. */
  long seconds(double bytesPerSecond) {
    long most = 0;
    for (long bytes : in.values()) most = Math.max(most, bytes);
    for (long bytes : out.values()) most = Math.max(most, bytes);
    return (long) Math.ceil(most / bytesPerSecond);
  }
}
