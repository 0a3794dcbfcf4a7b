package io.gramme.simulation;

import io.gramme.causality.Events;
import io.gramme.causality.Siblings;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows what has truly happened, which no node does, and holds the store to its promises: no
 * acknowledged write is lost (I1), siblings are exactly what is concurrent and no dot is used twice
 * (I2), replicas become equal and hints and debts drain (I4), deleted keys stay deleted, and that
 * is forgotten on proof alone (I7). What writes must be taken (I3) {@link Availability} knows.
 */
final class Oracle {

  private final Cluster cluster;
  private final List<KeyHistory> histories = new ArrayList<>();
  private int reaped;

  Oracle(Cluster cluster) {
    this.cluster = cluster;
    for (Item item : cluster.scenario().items()) {
      histories.add(new KeyHistory(item, cluster.scenario().vectorsNameEverything()));
    }
  }

  KeyHistory of(Item item) {
    return histories.get(item.number());
  }

  int writes() {
    return histories.stream().mapToInt(KeyHistory::writes).sum();
  }

  int acknowledged() {
    return histories.stream().mapToInt(all -> all.acknowledged().toArray().length).sum();
  }

  int reaped() {
    return reaped;
  }

  /** Whether every acknowledged write outlives that a machine is left with so much. */
  boolean survives(NodeId machine, Remains remains) {
    for (KeyHistory history : histories) {
      Events covered = covered(history, machine);
      covered = covered.and(history.coveredBy(remains.siblings(history.item())));
      if (!history.lostWithout(covered).isEmpty()) return false;
    }
    return true;
  }

  /** What one machine would still have. */
  interface Remains {
    Siblings siblings(Item item);
  }

  /** Now, and at any moment: every acknowledged write is somewhere. */
  void checkHeld() {
    for (KeyHistory history : histories) {
      Events lost = history.lostWithout(covered(history, NOBODY));
      if (!lost.isEmpty())
        throw history.broken("I1: acknowledged, and on no disk any more: " + lost);
    }
  }

  private static final NodeId NOBODY = new NodeId("nobody");

  private Events covered(KeyHistory history, NodeId without) {
    Events covered = Events.NONE;
    for (Machine machine : cluster.machines()) {
      if (machine.id().equals(without)) continue;
      covered = covered.and(history.coveredBy(machine.holds(history.item())));
    }
    return covered;
  }

  /** A hint is removed: some replica must have had all of it on disk. */
  void letGo(Item item, Siblings hinted) {
    KeyHistory history = of(item);
    if (cluster.replicasOf(item).stream().noneMatch(node -> history.hasEverSynced(node, hinted)))
      throw history.broken("I1: a hint is removed that no replica has on its disk");
  }

  /**
   * A tombstone is about to be forgotten: a proof must have been given since a moment that each of
   * its primaries held it on disk, and nobody may have anything left that it deleted, nor get it
   * back if the power fails.
   */
  void reap(Item item, Siblings tombstones, long sinceMillis) {
    KeyHistory history = of(item);
    for (NodeId primary : cluster.replicasOf(item)) {
      boolean isExcused = cluster.machine(primary).wipedMillis() >= sinceMillis;
      if (!isExcused && !history.hasSynced(primary, tombstones))
        throw history.broken("I7: forgotten, and never on the disk of " + primary);
    }
    if (history.reap(tombstones)) reaped++;
    for (Machine machine : cluster.machines()) {
      for (Siblings siblings : machine.mayHold(item)) {
        history.checkDeleted(machine.id() + ", when it is forgotten,", siblings);
      }
    }
  }

  /**
   * Whether all replicas of all keys are equal, and nobody else has anything: no hints, no debts,
   * no deletes that are still remembered.
   */
  boolean isConverged() {
    return histories.stream().allMatch(history -> unequal(history.item()).isEmpty())
        && owing().isEmpty()
        && histories.stream().noneMatch(history -> remembersDelete(history.item()));
  }

  private List<NodeId> owing() {
    return cluster.machines().stream().filter(Machine::owesAnything).map(Machine::id).toList();
  }

  private boolean remembersDelete(Item item) {
    return cluster.replicasOf(item).stream()
        .anyMatch(replica -> cluster.machine(replica).slot(item).record().siblings().isDeleted());
  }

  /** Who differs from the first replica of a key, nobody if they are equal. */
  private List<NodeId> unequal(Item item) {
    List<NodeId> replicas = cluster.replicasOf(item);
    Siblings first = cluster.machine(replicas.get(0)).slot(item).record().siblings();
    List<NodeId> differing = new ArrayList<>();
    for (Machine machine : cluster.machines()) {
      Siblings wanted = replicas.contains(machine.id()) ? first : Siblings.NONE;
      boolean isEqual = machine.slot(item).record().siblings().hasSameVersionsAs(wanted);
      if (!isEqual || !machine.hinted(item).isEmpty()) differing.add(machine.id());
    }
    return differing;
  }

  /** After the faults, and after the time that repair takes. */
  void checkEnd() {
    if (!owing().isEmpty())
      throw new BrokenPromiseException(
          Trace.EVERYTHING, "I4: in the end " + owing() + " owe comparisons");
    for (KeyHistory history : histories) {
      Item item = history.item();
      List<NodeId> differing = unequal(item);
      if (!differing.isEmpty())
        throw history.broken(
            "I4: in the end " + differing + " differ from the first replica, or keep hints");
      for (NodeId replica : cluster.replicasOf(item)) {
        Siblings held = cluster.machine(replica).slot(item).record().siblings();
        Events lost = history.lostWithout(history.coveredBy(held));
        if (!lost.isEmpty())
          throw history.broken("I1: acknowledged, and in the end not at " + replica + ": " + lost);
        history.checkSiblings(replica + " in the end", held);
      }
      if (remembersDelete(item)) throw history.broken("I7: a delete is remembered for ever");
      history.checkEveryPair();
    }
  }
}
