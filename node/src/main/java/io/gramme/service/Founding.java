package io.gramme.service;

import io.gramme.membership.Candidate;
import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether nodes can found a ring, by what each of them says of itself.
 *
 * @param candidates who would be in it; not all of them if there are objections
 * @param objections in words for an operator; empty if there are none
 */
record Founding(List<Candidate> candidates, List<String> objections) {

  /** Who answered at an address, if anybody did. */
  record Met(Endpoint at, Optional<Introduction> node) {}

  Founding {
    candidates = List.copyOf(candidates);
    objections = List.copyOf(objections);
  }

  /**
   * Looks at everybody.
   *
   * @param self the node that would found the ring
   */
  static Founding of(NodeId self, List<Met> met) {
    List<String> objections = new ArrayList<>();
    Map<NodeId, Endpoint> known = new HashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (Met each : met) {
      Optional<String> objection = objection(each, known);
      if (objection.isPresent()) {
        objections.add(objection.get());
      } else {
        each.node().map(Introduction::candidate).ifPresent(candidates::add);
      }
      each.node().ifPresent(node -> known.put(node.candidate().id(), each.at()));
    }
    if (!known.containsKey(self) && objections.isEmpty())
      objections.add(
          "node " + self + ", which was asked, is not among the members: ask one that is");
    return new Founding(candidates, objections);
  }

  /** What speaks against letting one node in, whatever it is to become. */
  static Optional<String> objection(Met met) {
    return objection(met, Map.of());
  }

  private static Optional<String> objection(Met met, Map<NodeId, Endpoint> known) {
    if (met.node().isEmpty()) return Optional.of("no node answers at " + met.at());
    Introduction node = met.node().get();
    NodeId id = node.candidate().id();
    if (known.containsKey(id))
      return Optional.of(
          known.get(id)
              + " and "
              + met.at()
              + " are both node "
              + id
              + ": give each an id of its own");
    if (node.ringEpoch() > 0)
      return Optional.of(
          "node " + id + " at " + met.at() + " is in a ring already, of epoch " + node.ringEpoch());
    return node.formats().refusal(id);
  }
}
