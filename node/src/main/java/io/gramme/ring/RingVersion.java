package io.gramme.ring;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is a member and who owns which partition, from one change of membership to the next (Dynamo
 * §4.8: changes persist, with their time of issue, and form a history).
 *
 * <p>Versions are ordered by epoch, then by {@link #id}: of two that were committed on both sides
 * of a partition every node takes the same, the greater one.
 *
 * @param epoch how many versions led here: 1 for the first
 * @param parent the version that this one changes, {@link RingId#NONE} for the first
 * @param author the node that committed it
 * @param time when, in milliseconds of the author's clock since 1970; 0 for the first. For people:
 *     no decision rests on it
 * @param replicas N, for which the partitions were dealt; buckets may use fewer or more
 * @param members sorted by id
 * @param owners one member per partition; their number is Q, a power of two
 */
public record RingVersion(
    long epoch,
    RingId parent,
    NodeId author,
    long time,
    int replicas,
    List<Member> members,
    List<NodeId> owners)
    implements Comparable<RingVersion> {

  private static final int FORMAT = 1;
  private static final int LEAST_MEMBER_BYTES = 4;

  /** Refuses a version that contradicts itself, in words for an operator. */
  public RingVersion {
    members = new Claim(List.copyOf(members), owners.size(), replicas).members();
    owners = List.copyOf(owners);
    if (epoch < 1) throw new IllegalArgumentException("epochs count from 1, not from " + epoch);
    if (epoch == 1 != parent.equals(RingId.NONE))
      throw new IllegalArgumentException(
          "the first version of a ring has no parent and every later one has: epoch "
              + epoch
              + ", parent "
              + parent);
    Set<NodeId> ids = new HashSet<>();
    for (Member member : members) ids.add(member.id());
    for (int p = 0; p < owners.size(); p++) {
      if (!ids.contains(owners.get(p)))
        throw new IllegalArgumentException(
            "partition " + p + " is owned by " + owners.get(p) + ", which is no member");
    }
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
   *
   * @param author the node that commits it
   * @param time now, in milliseconds since 1970
   */
  public RingVersion next(NodeId author, long time, Collection<Member> changed) {
    Claim claim = new Claim(List.copyOf(changed), partitions(), replicas);
    return new RingVersion(
        epoch + 1, id(), author, time, replicas, claim.members(), claim.next(owners));
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

  /** Writes the format's number, then everything; members by number where they own. */
  public void writeTo(ByteWriter out) {
    out.writeByte(FORMAT).writeVarLong(epoch).writeRaw(parent.bytes());
    out.writeText(author.value()).writeLong(time).writeVarLong(replicas);
    out.writeVarLong(members.size());
    Map<NodeId, Integer> numbers = new HashMap<>();
    for (Member member : members) {
      numbers.put(member.id(), numbers.size());
      out.writeText(member.id().value()).writeVarLong(member.capacity()).writeText(member.zone());
    }
    out.writeVarLong(owners.size());
    for (NodeId owner : owners) out.writeVarLong(numbers.get(owner));
  }

  /**
   * Reads what {@link #writeTo} wrote, and leaves what follows.
   *
   * @throws MalformedBytesException if it did not write this, or a later format wrote it
   */
  public static RingVersion readFrom(ByteReader in) {
    int format = in.readByte();
    if (format != FORMAT)
      throw new MalformedBytesException("a ring version of format " + format + ", not " + FORMAT);
    try {
      long epoch = in.readVarLong();
      byte[] parent = new byte[RingId.BYTES];
      for (int i = 0; i < parent.length; i++) parent[i] = (byte) in.readByte();
      NodeId author = new NodeId(in.readText());
      long time = in.readLong();
      int replicas = readSmall(in);
      List<Member> members = readMembers(in);
      List<NodeId> owners = readOwners(in, members);
      return new RingVersion(
          epoch, RingId.ofBytes(parent), author, time, replicas, members, owners);
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a ring version that cannot be: " + e.getMessage());
    }
  }

  private static List<Member> readMembers(ByteReader in) {
    int count = in.readCount(LEAST_MEMBER_BYTES);
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      NodeId id = new NodeId(in.readText());
      members.add(new Member(id, readSmall(in), in.readText()));
      if (i > 0 && members.get(i - 1).id().compareTo(id) >= 0)
        throw new IllegalArgumentException("members out of order at " + id);
    }
    return members;
  }

  private static List<NodeId> readOwners(ByteReader in, List<Member> members) {
    int count = in.readCount(1);
    List<NodeId> owners = new ArrayList<>(count);
    for (int p = 0; p < count; p++) {
      int number = readSmall(in);
      if (number >= members.size())
        throw new IllegalArgumentException(
            "partition " + p + " is owned by member " + number + " of " + members.size());
      owners.add(members.get(number).id());
    }
    return owners;
  }

  private static int readSmall(ByteReader in) {
    long value = in.readVarLong();
    if (value < 0 || value > Integer.MAX_VALUE)
      throw new IllegalArgumentException("a number of " + value);
    return (int) value;
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
