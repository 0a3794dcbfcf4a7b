package io.gramme.simulation;

import io.gramme.antientropy.Outcome;
import io.gramme.model.NodeId;
import io.gramme.vnode.Knowledge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares the replicas of one process with another's now and then. A replica that has lost
 * something knows its partition again once it has been compared with all others.
 */
final class Calendar {

  private static final int LEAST_MILLIS = 1_000;
  private static final int MOST_MILLIS = 4_000;

  private record Pair(int partition, NodeId peer) {}

  private final NodeProcess process;
  private final Set<Pair> open = new HashSet<>();
  private final Map<Integer, Set<NodeId>> compared = new HashMap<>();

  Calendar(NodeProcess process) {
    this.process = process;
  }

  void begin() {
    process.after(process.dice().between(LEAST_MILLIS, MOST_MILLIS), this::compare);
  }

  private void compare() {
    List<NodeId> others = new ArrayList<>(process.reachable());
    others.remove(process.id());
    NodeId peer = others.isEmpty() ? process.id() : process.dice().any(others);
    for (int partition : process.cluster().partitions()) {
      List<NodeId> primaries = process.cluster().primariesOf(partition);
      if (!primaries.contains(process.id())) continue;
      learn(partition, primaries);
      Pair pair = new Pair(partition, peer);
      if (primaries.contains(peer) && !peer.equals(process.id()) && open.add(pair))
        compare(pair, primaries);
    }
    begin();
  }

  private void compare(Pair pair, List<NodeId> primaries) {
    int later = Math.max(primaries.indexOf(process.id()), primaries.indexOf(pair.peer()));
    new Comparison(process, pair.peer(), pair.partition(), outcome -> ended(pair, outcome))
        .begin(later + 1);
  }

  private void ended(Pair pair, Outcome outcome) {
    open.remove(pair);
    process.noteEverywhere("has compared with", pair.peer(), outcome.ending().name());
    if (!outcome.isComplete()) return;
    compared.computeIfAbsent(pair.partition(), none -> new HashSet<>()).add(pair.peer());
    learn(pair.partition(), process.cluster().primariesOf(pair.partition()));
  }

  private void learn(int partition, List<NodeId> primaries) {
    Set<NodeId> known = new HashSet<>(compared.getOrDefault(partition, Set.of()));
    known.add(process.id());
    Knowledge knowledge = process.machine().knowledge();
    if (known.containsAll(primaries)) knowledge.dispel(partition, knowledge.doubts(partition));
  }
}
