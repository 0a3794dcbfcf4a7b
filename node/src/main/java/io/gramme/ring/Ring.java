package io.gramme.ring;

import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.ring.Replica.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One ring version, ready to be asked who keeps what. Immutable and thread-safe; a preference list
 * is worked out when first asked for and kept, so asking again costs an array access.
 *
 * <p>Rings of more than {@link #MOST_KEPT} partitions times members do not keep their lists: they
 * would fill the heap, so each question works its list out again.
 */
public final class Ring {

  /** How many entries of preference lists a ring keeps at the most: 64 MiB of references. */
  public static final long MOST_KEPT = 1L << 24;

  private final RingVersion version;
  private final RingId id;
  private final Partitions partitions;
  private final Map<NodeId, List<Integer>> owned;
  private final AtomicReferenceArray<List<NodeId>> lists;

  private Ring(RingVersion version) {
    this.version = version;
    this.id = version.id();
    this.partitions = new Partitions(version.partitions());
    this.owned = ownedBy(version);
    boolean keeps = (long) version.partitions() * version.members().size() <= MOST_KEPT;
    this.lists = new AtomicReferenceArray<>(keeps ? version.partitions() : 0);
  }

  /** The ring that a version describes. */
  public static Ring of(RingVersion version) {
    return new Ring(version);
  }

  private static Map<NodeId, List<Integer>> ownedBy(RingVersion version) {
    Map<NodeId, List<Integer>> owned = new HashMap<>();
    for (Member member : version.members()) owned.put(member.id(), new ArrayList<>());
    for (int p = 0; p < version.partitions(); p++) owned.get(version.owners().get(p)).add(p);
    owned.replaceAll((node, all) -> List.copyOf(all));
    return Map.copyOf(owned);
  }

  /** The version that this ring answers for. */
  public RingVersion version() {
    return version;
  }

  /** The version's id, worked out once. */
  public RingId id() {
    return id;
  }

  /** The number of partitions. */
  public int partitions() {
    return partitions.count();
  }

  /** The partition of a key: 0 to {@code partitions() - 1}. */
  public int partitionOf(Key key) {
    return partitions.of(key);
  }

  /** The owner of a partition: the first of its preference list. */
  public NodeId owner(int partition) {
    return version.owners().get(partition);
  }

  /** Whether a node takes part. */
  public boolean isMember(NodeId node) {
    return owned.containsKey(node);
  }

  /**
   * Every member, in the order in which it is asked to keep the partition's keys: distinct nodes,
   * zones in turn.
   *
   * @throws IndexOutOfBoundsException if there is no such partition
   */
  public List<NodeId> preferenceList(int partition) {
    if (partition < 0 || partition >= partitions())
      throw new IndexOutOfBoundsException(
          "partition " + partition + " of a ring with " + partitions());
    if (lists.length() == 0) return PreferenceList.of(version, partition).nodes();
    List<NodeId> known = lists.getAcquire(partition);
    if (known == null) {
      known = PreferenceList.of(version, partition).nodes();
      lists.setRelease(partition, known);
    }
    return known;
  }

  /** The primaries of a key: the first {@code n} of its preference list, or all members. */
  public List<Replica> replicas(Key key, int n) {
    return replicas(partitionOf(key), n);
  }

  /** The primaries of a partition: the first {@code n} of its list, or all members. */
  public List<Replica> replicas(int partition, int n) {
    return seats(partition, n, Math.min(n, version.members().size()));
  }

  /** Every member in the order of preference: the first {@code n} primaries, then the fallbacks. */
  public List<Replica> candidates(int partition, int n) {
    return seats(partition, n, version.members().size());
  }

  private List<Replica> seats(int partition, int n, int count) {
    List<NodeId> nodes = preferenceList(partition);
    List<Replica> seats = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      seats.add(new Replica(partition, nodes.get(i), i < n ? Role.PRIMARY : Role.FALLBACK));
    }
    return seats;
  }

  /** Whether a node is one of the first {@code n} of a partition's preference list. */
  public boolean isPrimary(NodeId node, int partition, int n) {
    List<NodeId> nodes = preferenceList(partition);
    int primaries = Math.min(n, nodes.size());
    for (int i = 0; i < primaries; i++) if (nodes.get(i).equals(node)) return true;
    return false;
  }

  /** The partitions that a node owns, ascending; none for a node that is no member. */
  public List<Integer> partitionsOf(NodeId node) {
    return owned.getOrDefault(node, List.of());
  }

  /** The partitions of which a node is one of {@code n} primaries, ascending. Looks at them all. */
  public List<Integer> primaryPartitionsOf(NodeId node, int n) {
    List<Integer> all = new ArrayList<>();
    for (int p = 0; p < partitions(); p++) if (isPrimary(node, p, n)) all.add(p);
    return List.copyOf(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ring ring && id.equals(ring.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return version.summary();
  }
}
