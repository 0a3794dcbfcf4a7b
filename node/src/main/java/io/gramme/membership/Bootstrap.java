package io.gramme.membership;

import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a node finds a Pekko cluster, founds one, or leaves a lesser island for a greater one.
 *
 * <pre>
 *   Outside ──somebody is in a cluster─────────► Joining ──member──► Inside
 *    ▲ │ ▲ └──all answered, or a majority for       │                  │
 *    │ │ │    long, and this is the lowest id:      │                  │
 *    │ │ │    found one─────────────────────────────┼─────────────────►│
 *    │ │ └──────────────took too long───────────────┘                  │
 *    └─┴─────────────recycle: there is a greater island────────────────┘
 * </pre>
 *
 * <p>There are no seed nodes: one that is restarted while it is cut off would found a second
 * cluster that can never merge with the first. Two founders can still arise when a majority
 * restarts while the rest is cut off, so the check for islands never ends.
 */
public sealed interface Bootstrap {

  /** A round of probes is in. */
  Step<Bootstrap, Effect> onProbes(Sight sight);

  /** The cluster that this node is in, or on its way into; empty for none. */
  String clusterId();

  /**
   * What a node sees once its probes are answered.
   *
   * @param answers of the other members of the ring, of those that answered
   * @param ringSize members of the ring, this node included; 0 while this node may be in no cluster
   * @param isMember whether this node's own cluster counts it as a member
   * @param clusterSize how many members of its cluster it can reach, itself included
   * @param nowMillis a clock that never goes back
   */
  record Sight(
      Collection<ProbeAnswer> answers,
      int ringSize,
      boolean isMember,
      int clusterSize,
      long nowMillis) {}

  /**
   * What stays the same through all states.
   *
   * @param self this node
   * @param majorityPatience how long a majority waits for the rest before it founds a cluster
   * @param joinPatience how long a join may take before another way is tried
   * @param freshClusterId the name of a cluster that this node would found
   */
  record Seat(
      NodeId self, Duration majorityPatience, Duration joinPatience, String freshClusterId) {}

  /** In no cluster yet, and serving all the same. */
  static Bootstrap outside(Seat seat) {
    return new Outside(seat, Outside.NO_MAJORITY);
  }

  /**
   * In no cluster.
   *
   * @param majoritySinceMillis when a majority without any cluster began to answer
   */
  record Outside(Seat seat, long majoritySinceMillis) implements Bootstrap {

    private static final long NO_MAJORITY = Long.MIN_VALUE;

    @Override
    public Step<Bootstrap, Effect> onProbes(Sight sight) {
      // A join that was given up has succeeded after all, in a cluster that we can not name.
      if (sight.isMember()) return Step.to(outside(seat), new Recycle());
      if (sight.ringSize() == 0) return Step.to(outside(seat));
      Optional<ProbeAnswer> greatest =
          sight.answers().stream().filter(ProbeAnswer::isInCluster).max(GREATER_ISLAND_LAST);
      return greatest.isPresent() ? join(greatest.get(), sight) : foundIfDue(sight);
    }

    private Step<Bootstrap, Effect> join(ProbeAnswer greatest, Sight sight) {
      String clusterId = greatest.clusterId();
      List<String> addresses =
          sight.answers().stream()
              .filter(answer -> answer.clusterId().equals(clusterId))
              .map(ProbeAnswer::address)
              .sorted()
              .toList();
      return Step.to(new Joining(seat, clusterId, sight.nowMillis()), new Join(addresses));
    }

    private Step<Bootstrap, Effect> foundIfDue(Sight sight) {
      int present = sight.answers().size() + 1;
      if (present * 2 <= sight.ringSize()) return Step.to(outside(seat));
      long since = majoritySinceMillis == NO_MAJORITY ? sight.nowMillis() : majoritySinceMillis;
      boolean isDue =
          present == sight.ringSize()
              || sight.nowMillis() - since > seat.majorityPatience().toMillis();
      boolean isLowest =
          sight.answers().stream().allMatch(other -> seat.self().compareTo(other.id()) < 0);
      return isDue && isLowest
          ? Step.to(new Joining(seat, seat.freshClusterId(), sight.nowMillis()), new Found())
          : Step.to(new Outside(seat, since));
    }

    @Override
    public String clusterId() {
      return "";
    }
  }

  /** On the way into a cluster, another's or its own. */
  record Joining(Seat seat, String clusterId, long sinceMillis) implements Bootstrap {

    @Override
    public Step<Bootstrap, Effect> onProbes(Sight sight) {
      if (sight.isMember()) return Step.to(new Inside(seat, clusterId, 0));
      boolean tookTooLong = sight.nowMillis() - sinceMillis > seat.joinPatience().toMillis();
      return Step.to(tookTooLong ? outside(seat) : this);
    }
  }

  /**
   * In a cluster.
   *
   * @param lesserRounds in how many rounds running a greater island was seen
   */
  record Inside(Seat seat, String clusterId, int lesserRounds) implements Bootstrap {

    /** One round may catch a peer in the middle of its own move. */
    private static final int ROUNDS_TO_BE_SURE = 3;

    @Override
    public Step<Bootstrap, Effect> onProbes(Sight sight) {
      boolean isLesser =
          sight.answers().stream().anyMatch(other -> isGreater(other, sight.clusterSize()));
      int rounds = isLesser ? lesserRounds + 1 : 0;
      return rounds < ROUNDS_TO_BE_SURE
          ? Step.to(new Inside(seat, clusterId, rounds))
          : Step.to(outside(seat), new Recycle());
    }

    private boolean isGreater(ProbeAnswer other, int clusterSize) {
      if (!other.isInCluster() || other.clusterId().equals(clusterId)) return false;
      int bySize = Integer.compare(other.clusterSize(), clusterSize);
      return bySize != 0 ? bySize > 0 : other.clusterId().compareTo(clusterId) > 0;
    }
  }

  Comparator<ProbeAnswer> GREATER_ISLAND_LAST =
      Comparator.comparingInt(ProbeAnswer::clusterSize).thenComparing(ProbeAnswer::clusterId);

  /** What the bootstrap asks of the world. */
  sealed interface Effect {
    void performOn(Shell shell);
  }

  /** Joins the cluster of the nodes at these addresses. */
  record Join(List<String> addresses) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.join(addresses);
    }
  }

  /** Founds a cluster. */
  record Found() implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.found();
    }
  }

  /** Starts the actor system anew, since one that is in a cluster can not join another. */
  record Recycle() implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.recycle();
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void join(List<String> addresses);

    void found();

    void recycle();
  }
}
