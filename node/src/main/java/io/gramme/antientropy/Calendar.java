package io.gramme.antientropy;

import io.gramme.causality.Terms;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Which pair of replicas is compared when.
 *
 * <p>A pair is <i>wanted</i> when it must be compared soon: its peer has become reachable, a
 * partition of this node is in doubt or was asked to be repaired, or the ring has changed. Wanted
 * pairs come first, then those whose turn it is: each about every {@link Pace#every}, at a moment
 * of its own, begun by whichever node is earlier in the preference list. A session that fails is
 * tried again, later each time.
 *
 * <p>While a partition changes hands, those who keep it before the change and those after it are
 * all compared with each other, except whoever is yet to be handed it: that node is compared only
 * when the hand-over asks for it, since everything in it would differ.
 *
 * <p>Decides alone: time and dice come as arguments. Not thread-safe: its owner is the only caller.
 */
public final class Calendar {

  /**
   * How often and how many.
   *
   * @param every how long after a pair was compared it is compared again, about
   * @param sessionsLimit the most sessions at once that this node begins
   * @param shortestBackoff how long after a first failure a pair is tried again, about; then twice
   *     as long each time
   */
  public record Pace(Duration every, int sessionsLimit, Duration shortestBackoff) {

    public Pace {
      if (every.toMillis() < 1 || shortestBackoff.toMillis() < 1 || sessionsLimit < 1)
        throw new IllegalArgumentException(
            every + ", " + shortestBackoff + ", " + sessionsLimit + " sessions");
    }
  }

  /**
   * A session to begin now.
   *
   * @param leastReplicas only of keys with so many replicas or more are both nodes primaries
   */
  public record Begin(Pair pair, int leastReplicas) {}

  private record Slot(long millis, Pair pair) implements Comparable<Slot> {

    @Override
    public int compareTo(Slot other) {
      int byTime = Long.compare(millis, other.millis);
      return byTime != 0 ? byTime : pair.compareTo(other.pair);
    }
  }

  /**
   * A doubt about a partition.
   *
   * @param count as the vnodes count them
   * @param moment when the calendar heard of it
   */
  private record Doubt(int count, long moment) {}

  private final NodeId self;
  private final Pace pace;
  private final Map<Pair, Standing> standings = new HashMap<>();
  private final SortedMap<Integer, List<Standing>> primaries = new TreeMap<>();
  private final TreeSet<Slot> wanted = new TreeSet<>();
  private final TreeSet<Slot> regular = new TreeSet<>();
  private final Map<Pair, Slot> slots = new HashMap<>();
  private final Map<Integer, Doubt> doubts = new HashMap<>();
  private final Map<Integer, Long> wishes = new HashMap<>();
  private final Set<Integer> arriving = new HashSet<>();
  private Set<NodeId> reachable = Set.of();
  private Optional<Ring> ring = Optional.empty();
  private int mostReplicas;
  private int running;
  private long moment;

  public Calendar(NodeId self, Pace pace) {
    this.self = self;
    this.pace = pace;
  }

  /**
   * The ring was read from disk, or has changed.
   *
   * @return the partitions that have become this node's to keep by a change of the ring, at first
   *     those that it has yet to be handed
   */
  public SortedSet<Integer> onRing(Ring now, long nowMillis, RandomGenerator dice) {
    boolean isFirst = ring.isEmpty();
    Set<Integer> before = Set.copyOf(primaries.keySet());
    ring = Optional.of(now);
    mostReplicas = Math.max(mostReplicas, now.version().replicas());
    layOut(now, isFirst, nowMillis, dice);
    SortedSet<Integer> gained = new TreeSet<>(primaries.keySet());
    if (isFirst) gained.retainAll(arriving);
    else gained.removeAll(before);
    return gained;
  }

  /** This node can reach these peers now, and no others. */
  public void onPeers(Set<NodeId> peers) {
    Set<NodeId> back = new HashSet<>(peers);
    back.removeAll(reachable);
    reachable = Set.copyOf(peers);
    moment++;
    for (Standing standing : standings.values()) {
      if (back.contains(standing.pair().peer())) {
        standing.forgive();
        if (standing.initiates()) standing.want(moment);
      }
      schedule(standing);
    }
  }

  /**
   * A partition is to be compared with all its other primaries soon.
   *
   * @return the moment since when it is wanted, for {@link #isComparedSince}
   */
  public long want(int partition) {
    moment++;
    wishes.put(partition, moment);
    for (Standing standing : primaries.getOrDefault(partition, List.of())) {
      standing.want(moment);
      schedule(standing);
    }
    return moment;
  }

  /** Whether this node is no primary of the partition, or was compared with all others since. */
  public boolean isComparedSince(int partition, long since) {
    return primaries.getOrDefault(partition, List.of()).stream()
        .allMatch(standing -> standing.isComparedSince(since));
  }

  /**
   * A partition of this node is in doubt.
   *
   * @param count as the vnodes count doubts
   * @return whether it was compared with all its other primaries since that doubt was first heard
   *     of, and the doubt is dispelled; never so where this node is no primary
   */
  public boolean onDoubt(int partition, int count) {
    if (!primaries.containsKey(partition)) return false;
    Doubt doubt = doubts.get(partition);
    if (doubt == null || doubt.count() != count) {
      doubt = new Doubt(count, arriving.contains(partition) ? ++moment : want(partition));
      doubts.put(partition, doubt);
    }
    return isComparedSince(partition, doubt.moment());
  }

  /** The sessions to begin now, wanted ones first; they count as running until they end. */
  public List<Begin> begin(long nowMillis) {
    List<Begin> begun = new ArrayList<>();
    while (running < pace.sessionsLimit()) {
      TreeSet<Slot> due = isDue(wanted, nowMillis) ? wanted : regular;
      if (!isDue(due, nowMillis)) break;
      Standing standing = standings.get(due.first().pair());
      standing.begin(++moment);
      running++;
      schedule(standing);
      begun.add(new Begin(standing.pair(), standing.leastReplicas()));
    }
    return begun;
  }

  /** A session that was begun has ended. */
  public void onEnded(Pair pair, Outcome outcome, long nowMillis, RandomGenerator dice) {
    running--;
    moment++;
    Standing standing = standings.get(pair);
    if (standing != null) {
      standing.end(outcome, pace, moment, nowMillis, dice.nextDouble());
      schedule(standing);
    }
    if (outcome.mostReplicas() > mostReplicas) {
      mostReplicas = Math.min(outcome.mostReplicas(), Terms.MOST_REPLICAS);
      ring.ifPresent(same -> layOut(same, false, nowMillis, dice));
    }
  }

  /** The partitions of which this node is a primary, with any number of replicas in use. */
  public SortedSet<Integer> primaryPartitions() {
    return new TreeSet<>(primaries.keySet());
  }

  /** How many sessions run. */
  public int running() {
    return running;
  }

  /** What is known of each pair, in no order. */
  Collection<Standing> standings() {
    return List.copyOf(standings.values());
  }

  private static boolean isDue(TreeSet<Slot> slots, long nowMillis) {
    return !slots.isEmpty() && slots.first().millis() <= nowMillis;
  }

  /** Keeps what is known of pairs that still are; new ones are wanted unless all are new. */
  private void layOut(Ring ring, boolean isFirst, long nowMillis, RandomGenerator dice) {
    Map<Pair, Standing> before = Map.copyOf(standings);
    standings.clear();
    primaries.clear();
    wanted.clear();
    regular.clear();
    slots.clear();
    moment++;
    arriving.clear();
    if (!ring.participants().contains(self)) return;
    for (int partition = 0; partition < ring.partitions(); partition++) {
      if (ring.rank(partition, self) >= mostReplicas) continue;
      if (arrives(ring, partition, self)) arriving.add(partition);
      List<Standing> others = new ArrayList<>();
      for (NodeId peer : ring.keepers(partition, mostReplicas)) {
        if (!isComparedWith(ring, partition, peer)) continue;
        Pair pair = new Pair(partition, peer);
        Standing standing = before.get(pair);
        if (standing == null) {
          long due = nowMillis + (long) (pace.every().toMillis() * dice.nextDouble());
          standing = new Standing(pair, due);
          if (arriving.contains(partition)) wishOf(partition).ifPresent(standing::want);
          else if (!isFirst) standing.want(moment);
        }
        stand(standing, ring);
        others.add(standing);
        standings.put(pair, standing);
        schedule(standing);
      }
      primaries.put(partition, others);
    }
    wishes.keySet().retainAll(primaries.keySet());
  }

  /**
   * When a comparison of a partition was last asked for: who is handed everything in the meantime,
   * and so is one to be compared with, was meant too.
   */
  private Optional<Long> wishOf(int partition) {
    return Optional.ofNullable(wishes.get(partition));
  }

  /** Who is yet to be handed everything would only be handed it twice. */
  private boolean isComparedWith(Ring ring, int partition, NodeId peer) {
    return !peer.equals(self)
        && ring.participants().contains(peer)
        && !arrives(ring, partition, peer);
  }

  /** Whether a node that kept nothing of the partition is still being handed it. */
  private boolean arrives(Ring ring, int partition, NodeId node) {
    if (!ring.gaining(partition).contains(node)) return false;
    int before = ring.originList(partition).indexOf(node);
    return (before < 0 || before >= mostReplicas)
        && !ring.progress().has(partition, node, Mark.READY);
  }

  /**
   * Of two that rank the same, one before and one after a change, the earlier in the list begins.
   */
  private void stand(Standing standing, Ring ring) {
    int partition = standing.pair().partition();
    NodeId peer = standing.pair().peer();
    int here = ring.rank(partition, self);
    int there = ring.rank(partition, peer);
    List<NodeId> keepers = ring.keepers(partition, mostReplicas);
    boolean isFirst =
        here < there || here == there && keepers.indexOf(self) < keepers.indexOf(peer);
    standing.stand(here, there, isFirst && !arriving.contains(partition));
  }

  private void schedule(Standing standing) {
    unschedule(standing);
    if (standing.isRunning() || !reachable.contains(standing.pair().peer())) return;
    Slot slot = new Slot(standing.nextMillis(), standing.pair());
    if (standing.isWanted()) wanted.add(slot);
    else if (standing.initiates()) regular.add(slot);
    else return;
    slots.put(standing.pair(), slot);
  }

  private void unschedule(Standing standing) {
    Slot slot = slots.remove(standing.pair());
    if (slot == null) return;
    wanted.remove(slot);
    regular.remove(slot);
  }
}
