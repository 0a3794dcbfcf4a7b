package io.gramme.simulation;

import io.gramme.model.NodeId;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one process believes of the others: learned late, and at times wrong. */
final class Sight {

  private static final long LOOK_EVERY_MILLIS = 400;

  /** How long a peer may be silent before it counts as lost. */
  static final long PATIENCE_MILLIS = 2_000;

  private final NodeProcess process;
  private final TreeSet<NodeId> reachable = new TreeSet<>();
  private final TreeMap<NodeId, Long> lastHeard = new TreeMap<>();

  Sight(NodeProcess process) {
    this.process = process;
    reachable.add(process.id());
  }

  void begin() {
    look();
  }

  Set<NodeId> reachable() {
    return reachable;
  }

  private void look() {
    Cluster cluster = process.cluster();
    long now = cluster.timeline().nowMillis();
    for (Machine peer : cluster.machines()) {
      if (peer.id().equals(process.id())) continue;
      if (peer.isAwake() && cluster.network().joins(process.id(), peer.id())) {
        lastHeard.put(peer.id(), now);
        if (reachable.add(peer.id())) process.onFound(peer.id());
      } else if (now - lastHeard.getOrDefault(peer.id(), 0L) > PATIENCE_MILLIS) {
        lose(peer.id());
      }
    }
    process.after(LOOK_EVERY_MILLIS, this::look);
  }

  /** Also when it is not so: detectors err. */
  void lose(NodeId peer) {
    if (!peer.equals(process.id()) && reachable.remove(peer)) process.onLost(peer);
  }
}
