package io.gramme.ring;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who is a member, who owns which partition and where partitions come from, from one change of
 * membership to the next (Dynamo §4.8: changes persist, with their time of issue, and form a
 * history).
 *
 * <p>Versions are ordered by epoch, then by {@link #id}: of two that were committed on both sides
 * of a partition every node takes the same, the greater one.
 *
 * @param epoch how many versions led here: 1 for the first, {@link #MOST_EPOCH} at the most
 * @param parent the version that this one changes, {@link RingId#NONE} for the first
 * @param author the node that committed it
 * @param time when, in milliseconds of the author's clock since 1970; 0 for the first. For people:
 *     no decision rests on it
 * @param replicas N, for which the partitions were dealt; buckets may use fewer or more
 * @param members sorted by id
 * @param owners one member per partition; their number is Q, a power of two
 * @param origins who kept the partitions that move before they move
 * @param removed nodes of the origins that were given up for lost: nothing is expected of them.
 *     Those of the origins that are neither members nor removed are leaving
 */
public record RingVersion(
    long epoch,
    RingId parent,
    NodeId author,
    long time,
    int replicas,
    List<Member> members,
    List<NodeId> owners,
    Origins origins,
    SortedSet<NodeId> removed)
    implements Comparable<RingVersion> {

  /** The last epoch: {@link Ring#stamp} has room for so many. */
  public static final long MOST_EPOCH = (Long.MAX_VALUE >> 2) - 1;

  /** Versions in which nothing moves: their bytes, and so their ids, never change. */
  private static final int STILL = 1;

  /** Versions with origins. */
  private static final int MOVING = 2;

  /** Refuses a version that contradicts itself, in words for an operator. */
  public RingVersion {
    members = new Claim(List.copyOf(members), owners.size(), replicas).members();
    owners = new Layout(members, owners).owners();
    removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
    if (epoch < 1 || epoch > MOST_EPOCH)
      throw new IllegalArgumentException("epochs count from 1, not from " + epoch);
    if (epoch == 1 != parent.equals(RingId.NONE))
      throw new IllegalArgumentException(
          "the first version of a ring has no parent and every later one has: epoch "
              + epoch
              + ", parent "
              + parent);
    if (origins.at().size() != owners.size())
      throw new IllegalArgumentException(
          "origins of " + origins.at().size() + " partitions in a ring of " + owners.size());
    for (Member member : members) {
      if (removed.contains(member.id()))
        throw new IllegalArgumentException(member.id() + " is a member and was removed");
    }
  }

  /** A version in which nothing moves. */
  public RingVersion(
      long epoch,
      RingId parent,
      NodeId author,
      long time,
      int replicas,
      List<Member> members,
      List<NodeId> owners) {
    this(
        epoch,
        parent,
        author,
        time,
        replicas,
        members,
        owners,
        Origins.none(owners.size()),
        new TreeSet<>());
  }

  /**
   * The first version of a ring. Whoever makes it from the same arguments makes the same value: its
   * author is the member with the lowest id, its time 0.
   *
   * @param partitions Q, a power of two
   * @param replicas N
   */
  public static RingVersion first(Collection<Member> members, int partitions, int replicas) {
    Claim claim = new Claim(List.copyOf(members), partitions, replicas);
    NodeId lowest = claim.members().get(0).id();
    return new RingVersion(1, RingId.NONE, lowest, 0, replicas, claim.members(), claim.first());
  }

  /**
   * The version that follows when the membership changes, dealt so that few partitions move.
   * Whoever is no member any more is leaving: it takes part until everything has settled.
   *
   * @param author the node that commits it
   * @param time now, in milliseconds since 1970
   * @param soFar which partitions of this version have settled: those set out from here, the others
   *     still from where they came
   */
  public RingVersion next(NodeId author, long time, Collection<Member> changed, Progress soFar) {
    return next(author, time, Amendment.to(changed), soFar);
  }

  /** The same with nodes given up for lost or replaced. */
  RingVersion next(NodeId author, long time, Amendment amendment, Progress soFar) {
    Claim claim = new Claim(amendment.members(), partitions(), replicas);
    Layout target = new Layout(claim.members(), claim.next(amendment.inherited(owners)));
    SortedSet<NodeId> gone = new TreeSet<>(removed);
    gone.addAll(amendment.removed());
    claim.members().forEach(member -> gone.remove(member.id()));
    List<Layout> layouts = new ArrayList<>(origins.layouts());
    layouts.add(layout());
    Ring now = Ring.of(this, soFar);
    List<Integer> from = new ArrayList<>(partitions());
    for (int p = 0; p < partitions(); p++) {
      from.add(now.stage(p) == Stage.SETTLED ? layouts.size() - 1 : origins.at().get(p) - 1);
    }
    Origins next = Origins.leading(target, layouts, from, replicas, gone);
    gone.removeIf(node -> next.layouts().stream().noneMatch(layout -> layout.has(node)));
    return new RingVersion(
        epoch + 1, id(), author, time, replicas, target.members(), target.owners(), next, gone);
  }

  /** What the preference lists follow from once everything has settled. */
  public Layout layout() {
    return new Layout(members, owners);
  }

  /** Q, the number of partitions. */
  public int partitions() {
    return owners.size();
  }

  /** The rules by which these members share these partitions. */
  public Claim claim() {
    return new Claim(members, partitions(), replicas);
  }

  /** What breaks the rules of placement, nothing where all is well. */
  public List<Violation> violations() {
    return claim().violations(owners);
  }

  /** The name of this content, the same wherever it is computed. Hashes everything: keep it. */
  public RingId id() {
    ByteWriter out = ByteWriter.growing(64 + 48 * members.size() + 2 * owners.size());
    writeTo(out);
    return RingId.ofContent(out.toByteArray());
  }

  /** Whether this version was made by changing {@code other}. */
  public boolean descendsFrom(RingVersion other) {
    return epoch == other.epoch + 1 && parent.equals(other.id());
  }

  /** Whether a node that has adopted {@code other} should adopt this instead. */
  public boolean winsOver(RingVersion other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(RingVersion other) {
    return epoch != other.epoch ? Long.compare(epoch, other.epoch) : id().compareTo(other.id());
  }

  /**
   * Writes the format's number, then everything; members by number where they own. A version in
   * which nothing moves is written as it was before versions had origins.
   */
  public void writeTo(ByteWriter out) {
    boolean still = origins.isEmpty() && removed.isEmpty();
    out.writeByte(still ? STILL : MOVING).writeVarLong(epoch).writeRaw(parent.bytes());
    out.writeText(author.value()).writeLong(time).writeVarLong(replicas);
    layout().writeTo(out);
    if (still) return;
    origins.writeTo(out);
    out.writeVarLong(removed.size());
    for (NodeId node : removed) out.writeText(node.value());
  }

  /**
   * Reads what {@link #writeTo} wrote, and leaves what follows.
   *
   * @throws MalformedBytesException if it did not write this, or a later format wrote it
   */
  public static RingVersion readFrom(ByteReader in) {
    int format = in.readByte();
    if (format != STILL && format != MOVING)
      throw new MalformedBytesException(
          "a ring version of format " + format + ", not " + STILL + " or " + MOVING);
    try {
      long epoch = in.readVarLong();
      RingId parent = RingId.readFrom(in);
      NodeId author = new NodeId(in.readText());
      long time = in.readLong();
      int replicas = Layout.readSmall(in);
      Layout layout = Layout.readFrom(in);
      Origins origins = Origins.none(layout.partitions());
      SortedSet<NodeId> removed = new TreeSet<>();
      if (format == MOVING) {
        origins = Origins.readFrom(in, layout.partitions());
        removed = readRemoved(in);
        if (origins.isEmpty() && removed.isEmpty())
          throw new IllegalArgumentException("of format " + MOVING + ", though nothing moves");
      }
      return new RingVersion(
          epoch,
          parent,
          author,
          time,
          replicas,
          layout.members(),
          layout.owners(),
          origins,
          removed);
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a ring version that cannot be: " + e.getMessage());
    }
  }

  private static SortedSet<NodeId> readRemoved(ByteReader in) {
    SortedSet<NodeId> removed = new TreeSet<>();
    int count = in.readCount(2);
    for (int i = 0; i < count; i++) {
      NodeId node = new NodeId(in.readText());
      if (!removed.isEmpty() && node.compareTo(removed.last()) <= 0)
        throw new IllegalArgumentException("removed nodes out of order at " + node);
      removed.add(node);
    }
    return removed;
  }

  /** One line for a log. */
  public String summary() {
    return "ring "
        + id()
        + " epoch "
        + epoch
        + " by "
        + author
        + ": "
        + members.size()
        + " members, "
        + partitions()
        + " partitions, N="
        + replicas;
  }

  @Override
  public String toString() {
    return summary();
  }
}
