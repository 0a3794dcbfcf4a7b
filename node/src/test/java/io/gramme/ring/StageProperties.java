package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Which coordinators may work side by side while a partition changes its keepers. */
class StageProperties {

  private static final int PARTITIONS = 16;

  @Property(tries = 150)
  void coordinatorsOfNeighbouringStagesMissNothingOfEachOther(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int nodes,
      @ForAll @IntRange(min = 1, max = 4) int k,
      @ForAll @IntRange(min = 1, max = 3) int zones) {
    List<Ring> stages = stages(moving(seed, nodes, k, zones));
    for (int p = 0; p < PARTITIONS; p++) {
      for (int n = 1; n <= k; n++) {
        for (int r = 1; r <= n; r++) {
          for (int w = n - r + 1; w <= n; w++) {
            for (int i = 0; i < stages.size(); i++) {
              for (int j = Math.max(0, i - 1); j <= Math.min(i + 1, stages.size() - 1); j++) {
                assertThat(missed(stages.get(i), stages.get(j), p, n, r, w)).isEmpty();
              }
            }
          }
        }
      }
    }
  }

  /** So a partition may not settle before whoever believes it pending is refused. */
  @Property(tries = 150)
  void pendingBesideSettledMissesWritesWhereverOneKeeperTakesThePlaceOfAnother(
      @ForAll long seed,
      @ForAll @IntRange(min = 4, max = 12) int nodes,
      @ForAll @IntRange(min = 2, max = 3) int k) {
    List<Ring> stages = stages(moving(seed, nodes, k, 1));
    Ring pending = stages.get(0);
    Ring settled = stages.get(stages.size() - 1);
    for (int p = 0; p < PARTITIONS; p++) {
      Set<NodeId> before = Set.copyOf(pending.groups(p, k).get(0));
      Set<NodeId> after = Set.copyOf(settled.groups(p, k).get(0));
      if (before.equals(after) || before.size() != after.size()) continue;
      int write = k / 2 + 1;
      assertThat(missed(pending, settled, p, k, k + 1 - write, write)).isPresent();
    }
  }

  @Property(tries = 150)
  void onlyKeepersAreInAGroupAndRanksSayWho(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int nodes,
      @ForAll @IntRange(min = 1, max = 4) int k,
      @ForAll @IntRange(min = 1, max = 3) int zones) {
    for (Ring ring : stages(moving(seed, nodes, k, zones))) {
      for (int p = 0; p < PARTITIONS; p++) {
        for (int n = 1; n <= k + 1; n++) {
          List<NodeId> keepers = ring.keepers(p, n);
          assertThat(keepers).doesNotHaveDuplicates();
          for (List<NodeId> group : ring.groups(p, n)) assertThat(keepers).containsAll(group);
          for (NodeId node : ring.preferenceList(p)) {
            assertThat(ring.rank(p, node) < n).isEqualTo(keepers.contains(node));
          }
        }
        assertThat(ring.preferenceList(p)).doesNotHaveDuplicates().containsAll(memberIds(ring));
      }
    }
  }

  /** What a node must get is what it keeps afterwards and did not keep before. */
  @Property(tries = 150)
  void whoGainsGetsWhatItDidNotKeep(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int nodes,
      @ForAll @IntRange(min = 1, max = 4) int k,
      @ForAll @IntRange(min = 1, max = 3) int zones) {
    Ring ring = Ring.of(moving(seed, nodes, k, zones));
    for (int p = 0; p < PARTITIONS; p++) {
      for (NodeId node : ring.preferenceList(p)) {
        Optional<Gain> gain = ring.gain(p, node);
        for (int n = 1; n <= k; n++) {
          List<NodeId> before = ring.originList(p).subList(0, Math.min(n, size(ring, p)));
          boolean gains = first(ring.targetList(p), n).contains(node) && !before.contains(node);
          if (ring.stage(p) == Stage.SETTLED || gains) assertThat(has(gain, n)).isEqualTo(gains);
          else if (has(gain, n)) assertThat(ring.targetList(p)).hasSizeLessThan(k).startsWith(node);
        }
      }
    }
  }

  private static boolean has(Optional<Gain> gain, int replicas) {
    return gain.isPresent() && gain.get().has(replicas);
  }

  private static int size(Ring ring, int p) {
    return ring.originList(p).size();
  }

  private static List<NodeId> memberIds(Ring ring) {
    return ring.version().members().stream().map(Member::id).toList();
  }

  private static List<NodeId> first(List<NodeId> nodes, int n) {
    return nodes.subList(0, Math.min(n, nodes.size()));
  }

  /** A ring after which some joined or left. */
  private static RingVersion moving(long seed, int nodes, int k, int zones) {
    Memberships history = new Memberships(seed, nodes, zones, false);
    RingVersion first = RingVersion.first(history.now(), PARTITIONS, k);
    history.change(PARTITIONS);
    List<Member> changed = history.change(PARTITIONS);
    return Memberships.next(first, new NodeId("n0"), 1, changed);
  }

  /** The ring as everything passes from pending to settled: pending, joint, settled. */
  private static List<Ring> stages(RingVersion version) {
    List<Ring> stages = new ArrayList<>(List.of(Ring.of(version)));
    for (Mark mark : Mark.values()) {
      Ring ring = stages.get(stages.size() - 1);
      Progress further = ring.progress();
      for (int p = 0; p < PARTITIONS; p++) {
        for (NodeId node : ring.gaining(p)) further = further.with(p, node, mark);
      }
      stages.add(ring.with(further));
    }
    assertThat(stages.get(2).isSettled()).isTrue();
    return stages;
  }

  /**
   * Nodes by which a read by one ring is satisfied without any node that satisfied some write by
   * another: by trying all sets.
   */
  private static Optional<Set<NodeId>> missed(Ring reads, Ring writes, int p, int n, int r, int w) {
    Set<NodeId> all = new LinkedHashSet<>();
    reads.groups(p, n).forEach(all::addAll);
    writes.groups(p, n).forEach(all::addAll);
    List<NodeId> nodes = List.copyOf(all);
    for (int bits = 0; bits < 1 << nodes.size(); bits++) {
      Set<NodeId> asked = new TreeSet<>();
      for (int i = 0; i < nodes.size(); i++) if ((bits >> i & 1) == 1) asked.add(nodes.get(i));
      Set<NodeId> rest = new TreeSet<>(nodes);
      rest.removeAll(asked);
      if (reaches(asked, reads.groups(p, n), r) && reaches(rest, writes.groups(p, n), w))
        return Optional.of(asked);
    }
    return Optional.empty();
  }

  private static boolean reaches(Set<NodeId> nodes, List<List<NodeId>> groups, int need) {
    return groups.stream()
        .allMatch(
            group ->
                group.stream().filter(nodes::contains).count() >= Math.min(need, group.size()));
  }
}
