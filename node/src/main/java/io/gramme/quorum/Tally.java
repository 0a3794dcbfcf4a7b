package io.gramme.quorum;

import io.gramme.model.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Counts the answers to one request and says when the result can no longer change.
 *
 * <p>The replicas of a key live on distinct nodes, so a node stands for its replica. A node counts
 * once, by its first answer: replies may be duplicated or arrive after a failure was reported.
 *
 * @param needs what must be reached, all of it
 * @param primaries the nodes at home in this key's partition, asked or not
 * @param outstanding asked, and not heard of yet
 * @param agreed answered as wanted
 * @param durable those of them that made the write durable
 */
public record Tally(
    List<Need> needs,
    Set<NodeId> primaries,
    Set<NodeId> outstanding,
    Set<NodeId> agreed,
    Set<NodeId> durable) {

  /** How far a request has come. */
  public enum Verdict {
    PENDING,
    REACHED,
    OUT_OF_REACH
  }

  /**
   * One count that must be reached.
   *
   * @param required 0 and up; 0 is reached by saying nothing
   */
  public record Need(Requirement requirement, int required) {

    public Need {
      if (required < 0) throw new IllegalArgumentException(requirement + " of " + required);
    }
  }

  /** A count that fell short. */
  public record Shortfall(Requirement requirement, int got, int required) {}

  public Tally {
    needs = List.copyOf(needs);
    primaries = Set.copyOf(primaries);
    outstanding = Set.copyOf(outstanding);
    agreed = Set.copyOf(agreed);
    durable = Set.copyOf(durable);
  }

  /** Nobody has answered yet. */
  public static Tally of(List<Need> needs, Set<NodeId> primaries, Set<NodeId> asked) {
    return new Tally(needs, primaries, asked, Set.of(), Set.of());
  }

  /**
   * The node answered as wanted.
   *
   * @param isDurable whether it also made the write durable
   */
  public Tally agree(NodeId node, boolean isDurable) {
    if (!outstanding.contains(node)) return this;
    return new Tally(
        needs,
        primaries,
        without(node),
        with(agreed, node),
        isDurable ? with(durable, node) : durable);
  }

  /** The node refused, or can not be reached. */
  public Tally fail(NodeId node) {
    if (!outstanding.contains(node)) return this;
    return new Tally(needs, primaries, without(node), agreed, durable);
  }

  public Verdict verdict() {
    boolean allReached = true;
    for (Need need : needs) {
      int got = got(need.requirement());
      if (got + possible(need.requirement()) < need.required()) return Verdict.OUT_OF_REACH;
      allReached &= got >= need.required();
    }
    return allReached ? Verdict.REACHED : Verdict.PENDING;
  }

  /** The first need that is not reached yet, with what was got so far. */
  public Optional<Shortfall> shortfall() {
    for (Need need : needs) {
      int got = got(need.requirement());
      if (got < need.required())
        return Optional.of(new Shortfall(need.requirement(), got, need.required()));
    }
    return Optional.empty();
  }

  /** The first need that can not be reached any more, with the most that could be got. */
  public Optional<Shortfall> outOfReach() {
    for (Need need : needs) {
      int most = got(need.requirement()) + possible(need.requirement());
      if (most < need.required())
        return Optional.of(new Shortfall(need.requirement(), most, need.required()));
    }
    return Optional.empty();
  }

  private int got(Requirement requirement) {
    return switch (requirement.counted) {
      case ANSWERS -> agreed.size();
      case PRIMARIES -> countPrimaries(agreed);
      case DURABLE -> durable.size();
    };
  }

  private int possible(Requirement requirement) {
    return switch (requirement.counted) {
      case ANSWERS, DURABLE -> outstanding.size();
      case PRIMARIES -> countPrimaries(outstanding);
    };
  }

  private int countPrimaries(Set<NodeId> nodes) {
    int count = 0;
    for (NodeId node : nodes) if (primaries.contains(node)) count++;
    return count;
  }

  private Set<NodeId> without(NodeId node) {
    Set<NodeId> fewer = new HashSet<>(outstanding);
    fewer.remove(node);
    return fewer;
  }

  private static Set<NodeId> with(Set<NodeId> nodes, NodeId node) {
    Set<NodeId> more = new HashSet<>(nodes);
    more.add(node);
    return more;
  }
}
