package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Who should own which partition (Dynamo §6.2, strategy 3): a question to which every node computes
 * the same answer.
 *
 * <p>What an answer promises, the first before the next:
 *
 * <ol>
 *   <li>Any N successive partitions lie on N distinct members, around the ring's end too; with
 *       fewer members on all of them.
 *   <li>Any N successive partitions lie in N distinct zones. With fewer zones, or zones of few
 *       members, no zone has more of them than the evenest spread would give the fullest.
 *   <li>A member owns its {@link #ideal} number of partitions, rounded down or up. Where that would
 *       mean dealing the ring anew, up to one partition in 64 (at least one) may lie with another
 *       member.
 *   <li>Few partitions move: if N successive partitions leave room to choose (twice as many seats
 *       as they need), hardly more than must.
 * </ol>
 *
 * <p>The first two cannot hold everywhere where N divides Q with a rest and there is no member (or
 * zone) to spare: three members, N = 3, Q = 64. Then they fail where the ring closes, {@link
 * #violations} says so and calls it unavoidable, and preference lists are none the worse: those
 * skip repeated nodes and interleave zones. Such rings, and those with one seat to spare, may have
 * to be dealt anew when a member leaves. While members are no more than N, each keeps every
 * partition anyway, so that a new owner costs no data.
 *
 * @param members sorted by id
 * @param partitions Q, a power of two
 * @param replicas N
 */
public record Claim(List<Member> members, int partitions, int replicas) {

  /** The most members that a ring may have. */
  public static final int MOST_MEMBERS = 4096;

  /** The most replicas that a ring may be dealt for. */
  public static final int MOST_REPLICAS = 100;

  /** Refuses no members, too many, one twice, and numbers out of range. */
  public Claim {
    partitions = new Partitions(partitions).count();
    members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
    if (members.isEmpty() || members.size() > MOST_MEMBERS)
      throw new IllegalArgumentException(
          "a ring has 1 to " + MOST_MEMBERS + " members, not " + members.size());
    Set<NodeId> ids = new HashSet<>();
    for (Member member : members) {
      if (!ids.add(member.id()))
        throw new IllegalArgumentException(member.id() + " is a member twice");
    }
    if (replicas < 1 || replicas > MOST_REPLICAS)
      throw new IllegalArgumentException(
          "a ring is dealt for 1 to " + MOST_REPLICAS + " replicas, not " + replicas);
  }

  /** Owners for a ring that had none. */
  public List<NodeId> first() {
    int[] nobody = new int[partitions];
    Arrays.fill(nobody, -1);
    return deal(nobody);
  }

  /**
   * Owners that follow {@code previous} with few moves. Those who are no members any more give up
   * everything.
   *
   * @throws IllegalArgumentException if there were more partitions or fewer
   */
  public List<NodeId> next(List<NodeId> previous) {
    return deal(placement().indexesOf(checked(previous)));
  }

  /**
   * What breaks the first two promises, in the order of the ring; nothing where all is well.
   *
   * @throws IllegalArgumentException if the owners are not one member for each partition
   */
  public List<Violation> violations(List<NodeId> owners) {
    Placement rule = placement();
    int[] indexes = rule.indexesOf(checked(owners));
    for (int p = 0; p < indexes.length; p++) {
      if (indexes[p] < 0)
        throw new IllegalArgumentException(
            "partition " + p + " is owned by " + owners.get(p) + ", which is no member");
    }
    return rule.violations(indexes);
  }

  /**
   * How many partitions a member would own if they could be cut: in proportion to capacity, up to
   * what the first two promises let a member or a zone own (a member about Q / N, a zone that many
   * for each of its seats; an eighth less where others can take it, since a ring at the limit
   * leaves no choice). What one may not own is shared among the others. Capacity counts for nothing
   * while members are no more than N.
   *
   * @throws IllegalArgumentException if the node is no member
   */
  public double ideal(NodeId node) {
    Placement rule = placement();
    int index = rule.indexOf(node);
    if (index < 0) throw new IllegalArgumentException(node + " is no member");
    return Shares.of(rule).ideal(index);
  }

  /** How many partitions have another owner in {@code after} than in {@code before}. */
  public int moves(List<NodeId> before, List<NodeId> after) {
    checked(before);
    checked(after);
    return (int)
        IntStream.range(0, partitions).filter(p -> !before.get(p).equals(after.get(p))).count();
  }

  /** How many partitions may lie with another member than they should, to spare a new deal. */
  static int tolerance(int partitions) {
    return Math.max(1, partitions / 64);
  }

  private List<NodeId> deal(int[] before) {
    int[] owners = new Dealer(placement(), before).owners();
    return Arrays.stream(owners).mapToObj(m -> members.get(m).id()).toList();
  }

  private List<NodeId> checked(List<NodeId> owners) {
    if (owners.size() != partitions)
      throw new IllegalArgumentException(
          "owners of " + owners.size() + " partitions in a ring of " + partitions);
    return owners;
  }

  private Placement placement() {
    return new Placement(members, partitions, replicas);
  }
}
