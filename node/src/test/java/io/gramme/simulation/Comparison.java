package io.gramme.simulation;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Occasion;
import java.util.ArrayList;
import java.util.List;

/** Now and then shows another replica everything, and takes in everything that it has. */
final class Comparison {

  private static final int LEAST_MILLIS = 1_000;
  private static final int MOST_MILLIS = 4_000;

  private final NodeProcess process;

  Comparison(NodeProcess process) {
    this.process = process;
  }

  void begin() {
    process.after(process.dice().between(LEAST_MILLIS, MOST_MILLIS), this::compare);
  }

  private void compare() {
    List<NodeId> others = new ArrayList<>(process.reachable());
    others.remove(process.id());
    if (!others.isEmpty()) {
      NodeId peer = process.dice().any(others);
      for (Item item : process.cluster().scenario().items()) {
        List<NodeId> replicas = process.cluster().replicasOf(item);
        if (replicas.contains(peer) && replicas.contains(process.id())) compare(item, peer);
      }
    }
    begin();
  }

  private void compare(Item item, NodeId peer) {
    LocalRecord mine = process.replica().record(item);
    process.tell(
        peer,
        there -> {
          LocalRecord theirs = there.replica().record(item);
          if (theirs.siblings().hasSameVersionsAs(mine.siblings())) return;
          there.answer(process, () -> take(process, item, theirs));
          take(there, item, mine);
        });
  }

  private static void take(NodeProcess at, Item item, LocalRecord other) {
    long deadline = at.machine().wallMillis() + 1;
    at.replica()
        .merge(
            item,
            other.siblings(),
            other.terms(),
            Occasion.ANTI_ENTROPY,
            Durability.OS,
            deadline,
            () -> {},
            why -> {});
  }
}
