package io.gramme.ring;

import io.gramme.model.Key;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One ring version and how far its hand-overs have come, ready to be asked who keeps what.
 * Immutable and thread-safe; a preference list is worked out when first asked for and kept, so
 * asking again costs an array access. A ring that has come further shares the lists.
 *
 * <p>Rings of more than {@link #MOST_KEPT} partitions times members do not keep their lists: they
 * would fill the heap, so each question works its list out again.
 *
 * <p>Of a partition that moves, S(n) are the first n of its preference list before the change, T(n)
 * those after it; {@link Stage} says which of them count.
 */
public final class Ring {

  /** How many entries of preference lists a ring keeps at the most: 64 MiB of references. */
  public static final long MOST_KEPT = 1L << 24;

  /** What stays the same while hand-overs go on. */
  private record Base(
      RingVersion version,
      RingId id,
      Partitions partitions,
      Map<NodeId, List<Integer>> owned,
      Map<NodeId, String> zones,
      Lists lists) {

    static Base of(RingVersion version) {
      Map<NodeId, String> zones = new HashMap<>();
      for (Layout origin : version.origins().layouts()) {
        for (Member member : origin.members()) zones.put(member.id(), member.zone());
      }
      for (Member member : version.members()) zones.put(member.id(), member.zone());
      return new Base(
          version,
          version.id(),
          new Partitions(version.partitions()),
          ownedBy(version),
          Map.copyOf(zones),
          new Lists(version));
    }

    private static Map<NodeId, List<Integer>> ownedBy(RingVersion version) {
      Map<NodeId, List<Integer>> owned = new HashMap<>();
      for (Member member : version.members()) owned.put(member.id(), new ArrayList<>());
      for (int p = 0; p < version.partitions(); p++) owned.get(version.owners().get(p)).add(p);
      owned.replaceAll((node, all) -> List.copyOf(all));
      return Map.copyOf(owned);
    }
  }

  private final Base base;
  private final Progress progress;
  private final Stage[] stages;
  private final boolean isSettled;
  private final Set<NodeId> participants;

  private Ring(Base base, Progress progress) {
    if (!progress.of().equals(base.id()))
      throw new IllegalArgumentException(
          "the progress of ring " + progress.of() + " says nothing of ring " + base.id());
    this.base = base;
    this.progress = progress;
    this.stages = new Stage[base.version().partitions()];
    boolean settled = true;
    for (int p = 0; p < stages.length; p++) {
      stages[p] = stageOf(p);
      settled &= stages[p] == Stage.SETTLED;
    }
    this.isSettled = settled;
    this.participants = participants(settled);
  }

  /** The ring that a version describes, when no hand-over has come anywhere yet. */
  public static Ring of(RingVersion version) {
    Base base = Base.of(version);
    return new Ring(base, Progress.none(base.id()));
  }

  /**
   * The ring that a version describes, with its hand-overs as far as this.
   *
   * @throws IllegalArgumentException if the progress is another version's
   */
  public static Ring of(RingVersion version, Progress progress) {
    return new Ring(Base.of(version), progress);
  }

  /**
   * The same version with its hand-overs as far as this. Cheap: what does not change is shared.
   *
   * @throws IllegalArgumentException if the progress is another version's
   */
  public Ring with(Progress soFar) {
    return soFar.equals(progress) ? this : new Ring(base, soFar);
  }

  private Stage stageOf(int partition) {
    boolean ready = true;
    boolean complete = true;
    for (NodeId node : base.lists().gaining(partition)) {
      ready &= progress.has(partition, node, Mark.READY);
      complete &= progress.has(partition, node, Mark.COMPLETE);
    }
    if (complete) return Stage.SETTLED;
    return ready ? Stage.JOINT : Stage.PENDING;
  }

  private Set<NodeId> participants(boolean settled) {
    if (settled) return base.owned().keySet();
    Origins origins = base.version().origins();
    Set<NodeId> all = new TreeSet<>(base.owned().keySet());
    boolean[] inUse = new boolean[origins.layouts().size() + 1];
    for (int p = 0; p < stages.length; p++)
      inUse[origins.at().get(p)] |= stages[p] != Stage.SETTLED;
    for (int i = 1; i < inUse.length; i++) {
      if (!inUse[i]) continue;
      for (Member member : origins.layouts().get(i - 1).members()) all.add(member.id());
    }
    all.removeAll(base.version().removed());
    return Collections.unmodifiableSet(all);
  }

  /** The version that this ring answers for. */
  public RingVersion version() {
    return base.version();
  }

  /** The version's id, worked out once. */
  public RingId id() {
    return base.id();
  }

  /** How far the hand-overs have come. */
  public Progress progress() {
    return progress;
  }

  /** The number of partitions. */
  public int partitions() {
    return stages.length;
  }

  /** The partition of a key: 0 to {@code partitions() - 1}. */
  public int partitionOf(Key key) {
    return base.partitions().of(key);
  }

  /**
   * How far a partition's change of keepers has come; {@link Stage#SETTLED} if it does not move.
   *
   * @throws IndexOutOfBoundsException if there is no such partition
   */
  public Stage stage(int partition) {
    return stages[checked(partition)];
  }

  /**
   * The epoch and the partition's stage in one number: the greater, the later. Less than {@link
   * Long#MAX_VALUE}.
   */
  public long stamp(int partition) {
    return version().epoch() << 2 | stage(partition).ordinal();
  }

  /** Whether all partitions have settled. */
  public boolean isSettled() {
    return isSettled;
  }

  /**
   * Whom requests go by now: every member, in the order in which it is asked to keep the
   * partition's keys; distinct nodes, zones in turn. Until the partition has settled that is the
   * order of its origin, and those who are new come last.
   *
   * @throws IndexOutOfBoundsException if there is no such partition
   */
  public List<NodeId> preferenceList(int partition) {
    return stage(partition) == Stage.SETTLED
        ? base.lists().target(partition)
        : base.lists().united(partition);
  }

  /** The preference list once the partition has settled: T's. */
  public List<NodeId> targetList(int partition) {
    return base.lists().target(checked(partition));
  }

  /** The preference list by which the partition was kept: S's, and T's once it has settled. */
  public List<NodeId> originList(int partition) {
    return stage(partition) == Stage.SETTLED
        ? base.lists().target(partition)
        : base.lists().origin(partition);
  }

  /**
   * The nodes that must have set {@link Mark#COMPLETE} before the partition settles, in the order
   * of the target; empty once it has. One that kept the partition already may be among them: it
   * comes forward in the list and gains keys of fewer replicas, or collects what others leave.
   */
  public List<NodeId> gaining(int partition) {
    return stage(partition) == Stage.SETTLED ? List.of() : base.lists().gaining(partition);
  }

  /** What a node must get of a partition; empty if it gains nothing, or the partition settled. */
  public Optional<Gain> gain(int partition, NodeId node) {
    if (!gaining(partition).contains(node)) return Optional.empty();
    int target = targetList(partition).indexOf(node);
    int origin = originList(partition).indexOf(node);
    boolean comesForward = origin < 0 || target < origin;
    boolean collects = target == 0 && base.lists().turnover(partition).collects();
    int least = comesForward ? target + 1 : targetList(partition).size() + 1;
    return Optional.of(new Gain(least, collects || origin < 0 ? Integer.MAX_VALUE : origin));
  }

  /**
   * Who keeps the keys of {@code n} replicas now: S(n), then those of T(n) that are not among them;
   * once the partition has settled, T(n). All where there are fewer.
   */
  public List<NodeId> keepers(int partition, int n) {
    List<NodeId> after = first(targetList(partition), n);
    if (stage(partition) == Stage.SETTLED) return after;
    return Lists.union(first(originList(partition), n), after);
  }

  /**
   * The groups in each of which a request for keys of {@code n} replicas must reach its counts, by
   * stage: S(n); S(n) and T(n); T(n).
   */
  public List<List<NodeId>> groups(int partition, int n) {
    List<NodeId> before = first(originList(partition), n);
    if (stage(partition) != Stage.JOINT) return List.of(before);
    return List.of(before, first(targetList(partition), n));
  }

  private static List<NodeId> first(List<NodeId> nodes, int n) {
    return nodes.subList(0, Math.min(n, nodes.size()));
  }

  /**
   * A node's best position, from 0, among those who keep the partition now: it is one of {@link
   * #keepers} if and only if this is less than n. {@link Integer#MAX_VALUE} if it never is.
   */
  public int rank(int partition, NodeId node) {
    int target = position(targetList(partition), node);
    if (stage(partition) == Stage.SETTLED) return target;
    return Math.min(target, position(originList(partition), node));
  }

  private static int position(List<NodeId> nodes, NodeId node) {
    int position = nodes.indexOf(node);
    return position < 0 ? Integer.MAX_VALUE : position;
  }

  /** Whether a node keeps the keys of {@code n} replicas now. */
  public boolean isPrimary(NodeId node, int partition, int n) {
    return rank(partition, node) < n;
  }

  /** The owner of a partition once it has settled: the first of its preference list. */
  public NodeId owner(int partition) {
    return version().owners().get(partition);
  }

  /** The partitions that a node owns, ascending; none for a node that is no member. */
  public List<Integer> partitionsOf(NodeId node) {
    return base.owned().getOrDefault(node, List.of());
  }

  /** Whether a node is a member; one that is leaving is not. */
  public boolean isMember(NodeId node) {
    return base.owned().containsKey(node);
  }

  /**
   * The members, and until everything that came from there has settled those who are leaving; not
   * those who were removed.
   */
  public Set<NodeId> participants() {
    return participants;
  }

  /** A node's zone; empty if it has none or does not take part. */
  public String zoneOf(NodeId node) {
    return base.zones().getOrDefault(node, "");
  }

  private int checked(int partition) {
    if (partition < 0 || partition >= stages.length)
      throw new IndexOutOfBoundsException(
          "partition " + partition + " of a ring with " + stages.length);
    return partition;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ring ring && id().equals(ring.id()) && progress.equals(ring.progress);
  }

  @Override
  public int hashCode() {
    return id().hashCode();
  }

  @Override
  public String toString() {
    return version().summary();
  }
}
