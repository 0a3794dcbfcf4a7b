package io.gramme.simulation;

import io.gramme.causality.Context;
import io.gramme.causality.Events;
import io.gramme.causality.Siblings;
import io.gramme.causality.TrueHistory;
import io.gramme.causality.Version;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What has truly happened to one key, and what was promised of it. */
final class KeyHistory {

  private static final Comparator<Version> BY_AGE =
      Comparator.comparing(Version::time).thenComparing(Version::dot);

  private final Item item;
  private final boolean vectorsNameEverything;
  private final TrueHistory history = new TrueHistory();
  private final Map<Durability, TreeMap<NodeId, Events>> everKept = new EnumMap<>(Durability.class);
  private Events acknowledged = Events.NONE;
  private final TreeMap<NodeId, Events> synced = new TreeMap<>();
  private Events reaped = Events.NONE;

  KeyHistory(Item item, boolean vectorsNameEverything) {
    this.item = item;
    this.vectorsNameEverything = vectorsNameEverything;
    for (Durability durability : Durability.values()) everKept.put(durability, new TreeMap<>());
  }

  Item item() {
    return item;
  }

  Events acknowledged() {
    return acknowledged;
  }

  /** Which writes these are, for the trace. */
  Events numbersOf(Siblings siblings) {
    return history.numbersOf(siblings);
  }

  /** A replica has made a version. A dot used twice is the end of the history. */
  int made(Version version, Events seen) {
    try {
      return history.add(version, seen);
    } catch (AssertionError e) {
      throw broken("I2: the dot " + version.dot() + " is used twice");
    }
  }

  /** A disk has kept siblings at least so durably. */
  void kept(NodeId node, Siblings siblings, Durability durability) {
    Events covered = coveredBy(siblings);
    if (durability == Durability.SYNC) synced.merge(node, history.numbersOf(siblings), Events::and);
    for (Durability least : Durability.values()) {
      if (least.compareTo(durability) <= 0) everKept.get(least).merge(node, covered, Events::and);
    }
  }

  /**
   * A client was told that a write is stored.
   *
   * @param count by how many disks
   */
  void acknowledge(int number, Durability durability, int count) {
    long kept =
        everKept.get(durability).values().stream().filter(all -> all.contains(number)).count();
    if (kept < count)
      throw broken(
          "I1: write "
              + number
              + " is acknowledged as on "
              + count
              + " disks, "
              + durability
              + ", and was on "
              + kept);
    acknowledged = acknowledged.and(number);
  }

  /** The writes that are safe where these siblings are: they, and what they have overwritten. */
  Events coveredBy(Siblings siblings) {
    Events covered = history.knownThrough(history.numbersOf(siblings));
    if (item.habit().keepsSiblings() || siblings.isEmpty()) return covered;
    Version newest = siblings.newest().versions().get(0);
    List<Version> all = history.versions();
    for (int number = 0; number < all.size(); number++) {
      if (BY_AGE.compare(all.get(number), newest) <= 0) covered = covered.and(number);
    }
    return covered;
  }

  /** The acknowledged writes that are lost if nothing is left but what these cover. */
  Events lostWithout(Events covered) {
    return acknowledged.without(covered).without(reaped);
  }

  /** A machine has got a new disk. */
  void wiped(NodeId node) {
    synced.remove(node);
  }

  /** Whether a machine has had these on its disk for good. */
  boolean hasSynced(NodeId node, Siblings siblings) {
    return synced.getOrDefault(node, Events.NONE).containsAll(history.numbersOf(siblings));
  }

  /** Whether a machine has had these on its disk for good, or what has overwritten them. */
  boolean hasEverSynced(NodeId node, Siblings siblings) {
    Events ever = everKept.get(Durability.SYNC).getOrDefault(node, Events.NONE);
    return ever.containsAll(history.numbersOf(siblings));
  }

  /**
   * A tombstone is about to be forgotten, on proof.
   *
   * @return whether it is for the first time
   */
  boolean reap(Siblings siblings) {
    Events before = reaped;
    reaped = reaped.and(coveredBy(siblings));
    return !before.containsAll(reaped);
  }

  /** A value that was deleted, and its delete forgotten, is nowhere any more. */
  void checkDeleted(String whose, Siblings siblings) {
    Events held = Events.NONE;
    for (Version version : siblings.versions()) {
      if (!version.isTombstone()) held = held.and(history.numbersOf(Siblings.of(version)));
    }
    Events back = held.without(held.without(reaped));
    if (!back.isEmpty())
      throw broken("I7: " + whose + " holds " + back + ", which was deleted and forgotten");
  }

  /**
   * A client is shown siblings.
   *
   * @return what it truly knows now
   */
  Events show(Siblings siblings, Context context) {
    Events known = history.knownThrough(history.numbersOf(siblings));
    checkSiblings("a reader", siblings);
    Events claimed = history.claimedBy(context.seen());
    if (item.habit().keepsSiblings() && !known.containsAll(claimed))
      throw broken("I2: a context claims " + claimed + ", its reader was shown " + known);
    return item.habit().keepsSiblings() ? known : known.and(claimed);
  }

  /** Siblings are exactly what none of the others' writers had seen. */
  void checkSiblings(String whose, Siblings siblings) {
    Events held = history.numbersOf(siblings);
    Events maximal = history.maximal(held);
    if (vectorsNameEverything && !held.equals(maximal))
      throw broken(
          "I2: " + whose + " holds " + held + ", of which the true siblings are " + maximal);
    if (!item.habit().keepsSiblings() && siblings.size() > 1)
      throw broken("the last write should win, and " + whose + " holds " + held);
    checkDeleted(whose, siblings);
  }

  /** What a reader must be shown, at least: {@code earlier} was acknowledged before it asked. */
  void checkFresh(Siblings siblings, Events earlier) {
    Events missing = earlier.without(coveredBy(siblings)).without(reaped);
    if (!missing.isEmpty())
      throw broken("a read with R + W > N misses " + missing + ", acknowledged before it began");
  }

  /** In the end: every pair of writes is as the vectors say. */
  void checkEveryPair() {
    try {
      history.checkEveryPair(vectorsNameEverything && item.habit().keepsSiblings(), List.of());
    } catch (AssertionError e) {
      throw broken("I2: " + e.getMessage());
    }
  }

  int writes() {
    return history.versions().size();
  }

  BrokenPromiseException broken(String what) {
    return new BrokenPromiseException(item.number(), what);
  }
}
