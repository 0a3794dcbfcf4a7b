package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import io.gramme.ring.Change.Capacity;
import io.gramme.ring.Change.ForceRemove;
import io.gramme.ring.Change.Join;
import io.gramme.ring.Change.Leave;
import io.gramme.ring.Change.Replace;
import io.gramme.ring.Change.Zone;
import io.gramme.ring.Objection.Kind;
import io.gramme.ring.PlanInputs.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Rings through histories of joins, leaves, replaces, removals, zones and capacities. */
class PlanProperties {

  private static final int STEPS = 5;
  private static final int MOST_ZONES = 4;

  @Property(tries = 120)
  void throughAnyHistoryTheRulesHoldWhereverTheyCan(
      @ForAll long seed,
      @ForAll("partitions") int partitions,
      @ForAll @IntRange(min = 1, max = 100) int nodes,
      @ForAll @IntRange(min = 1, max = 4) int replicas) {
    Random random = new Random(seed);
    Ring ring = first(seed, partitions, Math.min(nodes, partitions), replicas);
    for (int i = 0; i < STEPS; i++) {
      List<Change> staged = changes(random, ring, i);
      Plan plan = Plan.of(ring, staged, everybody(ring, staged));
      assertThat(plan.refusals()).allMatch(it -> it.kind() == Kind.NOTHING_TO_DO || replicas == 1);
      if (!plan.mayBeCommitted(true)) continue;
      RingVersion next = plan.commit(ring.version().author(), i, true);
      assertDealt(next);
      assertMoves(plan, ring, next);
      ring = settled(Ring.of(next));
    }
  }

  private static void assertDealt(RingVersion version) {
    Claim claim = version.claim();
    assertThat(version.violations()).noneMatch(Violation::avoidable);
    Placement rule = new Placement(version.members(), version.partitions(), version.replicas());
    if (!rule.isPossible()) return;
    assertThat(version.violations()).isEmpty();
    int misplaced = 0;
    for (Member member : version.members()) {
      int most = (int) Math.ceil(claim.ideal(member.id()) - 1e-6);
      int owned = Collections.frequency(version.owners(), member.id());
      misplaced += Math.max(0, owned - most);
    }
    assertThat(misplaced).isLessThanOrEqualTo(Claim.tolerance(version.partitions()));
  }

  /** A partition moves if somebody keeps more of it than before, and then everybody agrees who. */
  private static void assertMoves(Plan plan, Ring before, RingVersion next) {
    Ring after = Ring.of(next);
    Set<String> moves = new HashSet<>();
    for (Move move : plan.moves()) moves.add(move.partition() + " to " + move.to());
    Set<String> expected = new HashSet<>();
    int k = next.replicas();
    for (int p = 0; p < next.partitions(); p++) {
      List<NodeId> kept = before.keepers(p, k);
      boolean rises = false;
      for (NodeId node : first(after.targetList(p), k)) {
        if (!kept.contains(node)) expected.add(p + " to " + node);
        rises |= after.targetList(p).indexOf(node) < position(before.targetList(p), node);
      }
      if (rises) assertThat(after.stage(p)).isEqualTo(Stage.PENDING);
      assertThat(after.originList(p))
          .isEqualTo(after.stage(p) == Stage.SETTLED ? after.targetList(p) : before.targetList(p));
    }
    assertThat(moves).isEqualTo(expected);
  }

  private static int position(List<NodeId> nodes, NodeId node) {
    int position = nodes.indexOf(node);
    return position < 0 ? Integer.MAX_VALUE : position;
  }

  private static List<NodeId> first(List<NodeId> nodes, int n) {
    return nodes.subList(0, Math.min(n, nodes.size()));
  }

  @Property(tries = 120)
  void whoReplacesTakesTheReplacedOnesPartitionsAndHardlyAnythingElseMoves(
      @ForAll long seed,
      @ForAll("partitions") int partitions,
      @ForAll @IntRange(min = 8, max = 60) int nodes,
      @ForAll @IntRange(min = 1, max = 3) int replicas) {
    Ring ring = first(seed, partitions, Math.min(nodes, partitions), replicas);
    List<Member> members = ring.version().members();
    Member old = members.get(Math.floorMod(seed, members.size()));
    NodeId by = new NodeId("by");
    List<Change> staged =
        List.of(new Replace(old.id(), new Member(by, old.capacity(), old.zone())));
    Plan plan = Plan.of(ring, staged, everybody(ring, staged));
    List<NodeId> inherited =
        ring.version().owners().stream().map(o -> o.equals(old.id()) ? by : o).toList();
    int moved = ring.version().claim().moves(inherited, plan.target().owners());
    assertThat(moved).isLessThanOrEqualTo(Math.max(4, partitions / 32));
  }

  @Property(tries = 200)
  void aVersionWithOriginsIsReadBack(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int nodes) {
    Random random = new Random(seed);
    Ring ring = first(seed, 64, nodes, 3);
    for (int i = 0; i < STEPS; i++) {
      List<Change> staged = changes(random, ring, i);
      Plan plan = Plan.of(ring, staged, everybody(ring, staged));
      if (plan.mayBeCommitted(true)) ring = Ring.of(plan.commit(new NodeId("n0"), i, true));
      assertThat(RingVersionProperties.readBack(ring.version())).isEqualTo(ring.version());
      assertThat(RingVersionProperties.readBack(ring.version()).id()).isEqualTo(ring.id());
    }
  }

  private static Ring first(long seed, int partitions, int nodes, int replicas) {
    List<Member> members = new Memberships(seed, nodes, MOST_ZONES, false).now();
    return Ring.of(RingVersion.first(members, partitions, replicas));
  }

  /** One to three changes, each of a different member, that leave somebody. */
  private static List<Change> changes(Random random, Ring ring, int step) {
    List<NodeId> left = new ArrayList<>();
    ring.version().members().forEach(member -> left.add(member.id()));
    Collections.shuffle(left, random);
    List<Change> changes = new ArrayList<>();
    int members = left.size();
    for (int i = 0; i < 3 && !left.isEmpty(); i++) {
      NodeId node = left.remove(0);
      Member comer = member(random, new NodeId("s" + step + "-" + i));
      boolean isRoomy = members < Math.min(100, ring.partitions());
      switch (random.nextInt(6)) {
        case 0 -> {
          if (isRoomy) changes.add(new Join(comer));
          members += isRoomy ? 1 : 0;
        }
        case 1 -> {
          if (members > 1) changes.add(new Leave(node));
          members -= members > 1 ? 1 : 0;
        }
        case 2 -> changes.add(new Replace(node, comer));
        case 3 -> {
          boolean spared = members > ring.version().replicas() && removals(changes) == 0;
          if (spared) changes.add(new ForceRemove(node));
          members -= spared ? 1 : 0;
        }
        case 4 -> changes.add(new Capacity(node, comer.capacity()));
        default -> changes.add(new Zone(node, comer.zone()));
      }
    }
    return changes;
  }

  private static long removals(List<Change> changes) {
    return changes.stream().filter(ForceRemove.class::isInstance).count();
  }

  private static Member member(Random random, NodeId id) {
    return new Member(id, 1 + random.nextInt(300), "z" + random.nextInt(MOST_ZONES));
  }

  /** Reports of all who take part or come, save those who are removed by force. */
  private static PlanInputs everybody(Ring ring, List<Change> staged) {
    SortedMap<NodeId, Report> reports = new TreeMap<>();
    Report report =
        new Report(
            ring.id(), ring.version().epoch(), ring.progress(), new TreeMap<>(), Long.MAX_VALUE);
    for (NodeId node : ring.participants()) reports.put(node, report);
    for (Change change : staged) {
      if (change instanceof Join join) reports.put(join.member().id(), report);
      if (change instanceof Replace replace) reports.put(replace.by().id(), report);
      if (change instanceof ForceRemove remove) reports.remove(remove.node());
    }
    return new PlanInputs(reports, 0);
  }

  private static Ring settled(Ring ring) {
    Progress all = ring.progress();
    for (int p = 0; p < ring.partitions(); p++) {
      for (NodeId node : ring.gaining(p)) all = all.with(p, node, Mark.COMPLETE);
    }
    return ring.with(all);
  }

  @Provide
  Arbitrary<Integer> partitions() {
    return Arbitraries.of(16, 64, 256);
  }
}
