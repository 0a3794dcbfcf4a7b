package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ClaimProperties {

  private static final int MOST_NODES = 100;

  /** A node that joins or leaves and what the owners were before and are after. */
  private record Change(Claim was, List<NodeId> before, Claim is, List<NodeId> after) {

    int moved() {
      return is.moves(before, after);
    }

    /** What must move at the least: shares that are missing, or shares that are too much. */
    int leastMoves() {
      double missing = 0;
      double freed = 0;
      Set<NodeId> staying = new HashSet<>();
      for (Member member : is.members()) {
        staying.add(member.id());
        int owned = Collections.frequency(before, member.id());
        double ideal = is.ideal(member.id());
        missing += Math.max(0, Math.floor(ideal + 1e-6) - owned);
        freed += Math.max(0, owned - Math.ceil(ideal - 1e-6));
      }
      for (NodeId owner : before) if (!staying.contains(owner)) freed++;
      return (int) Math.max(missing, freed);
    }
  }

  @Property(tries = 400)
  void rulesHoldThroughAnyHistoryWhereverTheyCan(
      @ForAll long seed,
      @ForAll("partitions") int partitions,
      @ForAll @IntRange(min = 1, max = MOST_NODES) int nodes,
      @ForAll @IntRange(min = 1, max = 5) int replicas,
      @ForAll @IntRange(min = 1, max = 5) int zones,
      @ForAll boolean equal) {
    int most = Math.min(partitions, MOST_NODES);
    Memberships history = new Memberships(seed, Math.min(nodes, most), zones, equal);
    Claim claim = new Claim(history.now(), partitions, replicas);
    List<NodeId> owners = claim.first();
    assertKept(claim, owners);
    for (int i = 0; i < 4; i++) {
      claim = new Claim(history.change(most), partitions, replicas);
      owners = claim.next(owners);
      assertKept(claim, owners);
    }
  }

  private static void assertKept(Claim claim, List<NodeId> owners) {
    assertThat(owners).hasSize(claim.partitions());
    assertThat(claim.violations(owners)).noneMatch(Violation::avoidable);
    if (new Placement(claim.members(), claim.partitions(), claim.replicas()).isPossible()) {
      assertThat(claim.violations(owners)).isEmpty();
      assertThat(misplaced(claim, owners))
          .isLessThanOrEqualTo(Math.max(1, claim.partitions() / 64));
    }
  }

  /** Partitions beyond a member's ideal, rounded up. */
  private static int misplaced(Claim claim, List<NodeId> owners) {
    int misplaced = 0;
    for (Member member : claim.members()) {
      int most = (int) Math.ceil(claim.ideal(member.id()) - 1e-6);
      misplaced += Math.max(0, Collections.frequency(owners, member.id()) - most);
    }
    return misplaced;
  }

  @Property(tries = 150)
  void amongEqualsAndTwiceAsManyNodesAsReplicasHardlyMoreMovesThanMust(
      @ForAll long seed,
      @ForAll("partitions") int partitions,
      @ForAll @IntRange(min = 1, max = 90) int more,
      @ForAll @IntRange(min = 1, max = 5) int replicas) {
    int most = Math.min(partitions, MOST_NODES);
    int nodes = Math.min(2 * replicas + more, most);
    Change change = change(new Memberships(seed, nodes, 1, true), most, partitions, replicas);
    assertThat(change.moved())
        .isBetween(change.leastMoves(), change.leastMoves() + Math.max(4, partitions / 32));
  }

  @Property(tries = 150)
  void withRoomToChooseAtMostAQuarterOfTheRingMovesBeyondWhatMust(
      @ForAll long seed,
      @ForAll("partitions") int partitions,
      @ForAll @IntRange(min = 8, max = 80) int nodes,
      @ForAll @IntRange(min = 1, max = 3) int replicas,
      @ForAll @IntRange(min = 1, max = 5) int zones,
      @ForAll boolean equal) {
    int most = Math.min(partitions, MOST_NODES);
    Memberships members = new Memberships(seed, Math.min(nodes, most), zones, equal);
    Change change = change(members, most, partitions, replicas);
    if (!hasRoom(change.was()) || !hasRoom(change.is())) return;
    assertThat(change.moved())
        .isBetween(change.leastMoves(), change.leastMoves() + Math.max(4, partitions / 4));
  }

  private static Change change(Memberships members, int most, int partitions, int replicas) {
    Claim was = new Claim(members.now(), partitions, replicas);
    List<NodeId> before = was.first();
    Claim is = new Claim(members.change(most), partitions, replicas);
    return new Change(was, before, is, is.next(before));
  }

  private static boolean hasRoom(Claim claim) {
    Placement rule = new Placement(claim.members(), claim.partitions(), claim.replicas());
    int seats = 0;
    for (int zone = 0; zone < rule.zoneSizes.length; zone++) seats += rule.zoneCap(zone);
    return seats >= 2 * rule.window;
  }

  @Provide
  Arbitrary<Integer> partitions() {
    return Arbitraries.of(16, 64, 256, 1024);
  }
}
