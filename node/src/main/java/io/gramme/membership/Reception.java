package io.gramme.membership;

import io.gramme.model.NodeId;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a node's peers have received it since it started. Each is told who it is and where it lives;
 * one that knows another of that name, or a later start of it, objects, and goes on being asked.
 *
 * @param welcoming peers that have nothing against it
 * @param objections of the others, in words for an operator
 */
record Reception(Set<NodeId> welcoming, SortedMap<NodeId, String> objections) {

  /** Before anybody was met. */
  static final Reception NONE = new Reception(Set.of(), Collections.emptySortedMap());

  Reception {
    welcoming = Set.copyOf(welcoming);
    objections = Collections.unmodifiableSortedMap(new TreeMap<>(objections));
  }

  /**
   * A peer has answered.
   *
   * @param objection empty for none
   */
  Reception greeted(NodeId peer, String objection) {
    Set<NodeId> welcome = new HashSet<>(welcoming);
    SortedMap<NodeId, String> against = new TreeMap<>(objections);
    welcome.remove(peer);
    against.remove(peer);
    if (objection.isEmpty()) welcome.add(peer);
    else against.put(peer, objection);
    return new Reception(welcome, against);
  }

  /** These can be reached now: the word of the others counts only where there is no better. */
  Reception among(Set<NodeId> reachable) {
    if (welcoming.isEmpty() || reachable.containsAll(objections.keySet())) return this;
    SortedMap<NodeId, String> against = new TreeMap<>(objections);
    against.keySet().retainAll(reachable);
    return new Reception(welcoming, against);
  }

  /** Whether a peer must still be told who this node is. */
  boolean isToBeTold(NodeId peer) {
    return !welcoming.contains(peer);
  }

  /** Whether somebody has let it in and nobody objects. */
  boolean isWelcome() {
    return !welcoming.isEmpty() && objections.isEmpty();
  }

  /** Why it must not serve, if somebody objects. */
  Optional<String> refusal() {
    return objections.values().stream().findFirst();
  }
}
