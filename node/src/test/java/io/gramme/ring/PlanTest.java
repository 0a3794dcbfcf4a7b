package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.gramme.model.NodeId;
import io.gramme.ring.Change.Capacity;
import io.gramme.ring.Change.ForceRemove;
import io.gramme.ring.Change.Join;
import io.gramme.ring.Change.Leave;
import io.gramme.ring.Change.Replace;
import io.gramme.ring.Change.Zone;
import io.gramme.ring.Objection.Kind;
import io.gramme.ring.PlanInputs.Report;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final NodeId EVE = new NodeId("eve");
  private static final NodeId FAY = new NodeId("fay");
  private static final NodeId GUS = new NodeId("gus");
  private static final long MIB = 1 << 20;

  private static final Ring RING =
      Ring.of(RingVersion.first(Memberships.of("ann", "bob", "cat", "dan", "eve", "fay"), 64, 3));

  private static Plan plan(PlanInputs inputs, Change... staged) {
    return Plan.of(RING, List.of(staged), inputs);
  }

  /** Everybody answers, each partition is a MiB, and there is room. */
  private static PlanInputs all(Ring ring, NodeId... besides) {
    SortedMap<NodeId, Report> reports = new TreeMap<>();
    for (NodeId node : ring.participants()) {
      SortedMap<Integer, Long> stored = new TreeMap<>();
      for (int p = 0; p < ring.partitions(); p++) {
        if (ring.isPrimary(node, p, 3)) stored.put(p, MIB);
      }
      reports.put(
          node, new Report(ring.id(), ring.version().epoch(), ring.progress(), stored, 1000 * MIB));
    }
    for (NodeId node : besides) reports.put(node, newcomer(1000 * MIB));
    return new PlanInputs(reports, MIB);
  }

  private static Report newcomer(long freeBytes) {
    return new Report(RingId.NONE, 0, Progress.none(RingId.NONE), new TreeMap<>(), freeBytes);
  }

  private static PlanInputs without(PlanInputs inputs, NodeId absent) {
    SortedMap<NodeId, Report> reports = new TreeMap<>(inputs.reports());
    reports.remove(absent);
    return new PlanInputs(reports, inputs.bytesPerSecond());
  }

  private static PlanInputs with(PlanInputs inputs, NodeId node, Report report) {
    SortedMap<NodeId, Report> reports = new TreeMap<>(inputs.reports());
    reports.put(node, report);
    return new PlanInputs(reports, inputs.bytesPerSecond());
  }

  private static List<Kind> kinds(Plan plan) {
    return plan.refusals().stream().map(Objection::kind).toList();
  }

  @Test
  void aJoinSaysWhatMovesWhatItWeighsAndHowLongItTakes() {
    Plan plan = plan(all(RING, GUS), new Join(Member.of(GUS)));
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.violations()).isEmpty();
    assertThat(plan.mayBeCommitted(false)).isTrue();
    assertThat(plan.moves()).isNotEmpty().allMatch(move -> move.bytes() == MIB);
    long received = plan.moves().stream().filter(move -> move.to().equals(GUS)).count();
    Balance gus = plan.balances().get(6);
    assertThat(gus.node()).isEqualTo(GUS);
    assertThat(gus.ownedBefore()).isZero();
    assertThat(gus.ownedAfter()).isBetween(9, 10);
    assertThat(gus.idealAfter()).isBetween(9.0, 9.2);
    assertThat(gus.bytesIn()).isEqualTo(received * MIB);
    assertThat(plan.etaSeconds()).isEqualTo(received);
    assertThat(plan.bytes()).isEqualTo(plan.moves().size() * MIB);
  }

  @Test
  void whatIsCommittedIsWhatWasPlanned() {
    Plan plan = plan(all(RING, GUS), new Join(Member.of(GUS)));
    RingVersion next = plan.commit(BOB, 1234, false);
    assertThat(next.descendsFrom(RING.version())).isTrue();
    assertThat(next.author()).isEqualTo(BOB);
    assertThat(next.time()).isEqualTo(1234);
    assertThat(next.owners()).isEqualTo(plan.target().owners());
    Ring ring = Ring.of(next);
    for (Move move : plan.moves()) {
      assertThat(ring.gaining(move.partition())).contains(move.to());
      assertThat(ring.keepers(move.partition(), 3)).contains(move.from(), move.to());
    }
  }

  @Test
  void whoeverPlansTheSameGetsTheSameId() {
    Plan plan = plan(all(RING, GUS), new Join(Member.of(GUS)));
    PlanInputs later = with(all(RING, GUS), GUS, newcomer(5));
    assertThat(plan(later, new Join(Member.of(GUS))).id()).isEqualTo(plan.id());
    assertThat(plan(all(RING), new Leave(FAY)).id())
        .isNotEqualTo(plan.id())
        .isNotEqualTo(plan(without(all(RING), FAY), new ForceRemove(FAY)).id());
  }

  @Test
  void whoLeavesTakesPartUntilItHasHandedOver() {
    Plan plan = plan(all(RING), new Leave(FAY));
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.warnings()).isEmpty();
    RingVersion next = plan.commit(ANN, 1, false);
    assertThat(next.removed()).isEmpty();
    assertThat(Ring.of(next).participants()).contains(FAY);
    assertThat(plan.balances().get(5).ownedAfter()).isZero();
    assertThat(plan.balances().get(5).bytesOut()).isPositive();
  }

  @Test
  void aDeadNodeIsReplacedInItsPlace() {
    Plan plan = plan(without(all(RING, GUS), BOB), new Replace(BOB, Member.of(GUS)));
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.warnings())
        .hasSize(1)
        .allMatch(it -> it.startsWith("bob is given up for lost"));
    assertThat(plan.target().owners())
        .isEqualTo(RING.version().owners().stream().map(o -> o.equals(BOB) ? GUS : o).toList());
    assertThat(plan.moves()).allMatch(move -> move.from().equals(BOB) && move.to().equals(GUS));
    Ring next = Ring.of(plan.commit(ANN, 1, false));
    assertThat(next.version().removed()).containsExactly(BOB);
    assertThat(next.participants()).doesNotContain(BOB).contains(GUS);
    assertThat(plan.balances())
        .filteredOn(b -> b.node().equals(BOB))
        .allMatch(b -> b.bytesOut() == 0);
  }

  @Test
  void aNodeThatAnswersHandsOverToWhoReplacesIt() {
    Plan plan = plan(all(RING, GUS), new Replace(BOB, Member.of(GUS)));
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.warnings()).isEmpty();
    assertThat(plan.target().removed()).isEmpty();
    assertThat(Ring.of(plan.target()).participants()).contains(BOB, GUS);
  }

  @Test
  void oneWhoReplacesMayBeReplacedInTheSamePlan() {
    Plan plan =
        plan(
            all(RING, GUS),
            new Replace(BOB, Member.of(new NodeId("hal"))),
            new Replace(new NodeId("hal"), Member.of(GUS)));
    assertThat(Collections.frequency(plan.target().owners(), GUS))
        .isEqualTo(Collections.frequency(RING.version().owners(), BOB));
    assertThat(plan.target().removed()).isEmpty();
  }

  @Test
  void anAbsentMemberIsObjectedToUnlessItGoes() {
    Plan plan = plan(without(all(RING, GUS), BOB), new Join(Member.of(GUS)));
    assertThat(kinds(plan)).containsExactly(Kind.UNREACHABLE);
    assertThat(plan.refusals().get(0).sentence()).startsWith("bob does not answer: start it");
    assertThat(plan.risks()).hasSize(1).allMatch(risk -> risk.contains("bob"));
    assertThat(plan.mayBeCommitted(false)).isFalse();
    assertThat(plan.mayBeCommitted(true)).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> plan.commit(ANN, 1, false));
    assertThat(plan.commit(ANN, 1, true).epoch()).isEqualTo(2);
    assertThat(kinds(plan(without(all(RING), BOB), new ForceRemove(BOB)))).isEmpty();
    assertThat(kinds(plan(without(all(RING), BOB), new Leave(BOB))))
        .containsExactly(Kind.UNREACHABLE);
  }

  @Test
  void anAbsentNewcomerIsObjectedTo() {
    Plan plan = plan(all(RING), new Join(Member.of(GUS)));
    assertThat(kinds(plan)).containsExactly(Kind.UNREACHABLE);
    assertThat(plan.refusals().get(0).sentence())
        .isEqualTo("gus is to join and does not answer: start it first");
  }

  @Test
  void aNodeByAnotherRingIsObjectedTo() {
    RingId other = new RingId("f".repeat(32));
    Report report = new Report(other, 7, Progress.none(other), new TreeMap<>(), 1000 * MIB);
    Plan plan = plan(with(all(RING), CAT, report), new Leave(FAY));
    assertThat(kinds(plan)).containsExactly(Kind.OTHER_RING);
    assertThat(plan.refusals().get(0).sentence())
        .startsWith("cat goes by ring ffffffff of epoch 7, not by " + RING.id() + " of epoch 1");
  }

  @Test
  void aChangeThatIsStillUnderWayIsObjectedTo() {
    Ring moving = Ring.of(plan(all(RING), new Leave(FAY)).commit(ANN, 1, false));
    Plan early = Plan.of(moving, List.of(new Leave(EVE)), all(moving));
    assertThat(kinds(early)).containsExactly(Kind.STILL_MOVING);
    assertThat(early.refusals().get(0).sentence()).contains("partitions (").contains("…");
    Ring settled = moving.with(settled(moving));
    PlanInputs reports = all(settled);
    assertThat(kinds(Plan.of(settled, List.of(new Leave(EVE)), reports))).isEmpty();
    // What the planner has not heard yet, others say.
    assertThat(kinds(Plan.of(moving, List.of(new Leave(EVE)), reports))).isEmpty();
    PlanInputs unaware = with(reports, BOB, all(moving).reports().get(BOB));
    assertThat(Plan.of(settled, List.of(new Leave(EVE)), unaware).refusals())
        .hasSize(1)
        .allMatch(it -> it.sentence().startsWith("[bob] have not heard yet"));
  }

  @Test
  void oneThatIsLostWhileItLeavesCanBeRemoved() {
    Ring moving = Ring.of(plan(all(RING), new Leave(FAY)).commit(ANN, 1, false));
    PlanInputs inputs = without(all(moving), FAY);
    Plan plan = Plan.of(moving, List.of(new ForceRemove(FAY)), inputs);
    assertThat(kinds(plan)).containsExactly(Kind.STILL_MOVING);
    Ring next = Ring.of(plan.commit(ANN, 2, true));
    assertThat(next.participants()).doesNotContain(FAY);
    assertThat(next.version().removed()).containsExactly(FAY);
    assertThat(next.isSettled()).isFalse();
  }

  @Test
  void aMemberThatAnswersIsNotRemovedByForceUnasked() {
    Plan plan = plan(all(RING), new ForceRemove(FAY));
    assertThat(kinds(plan)).containsExactly(Kind.STILL_ANSWERS);
    assertThat(plan.mayBeCommitted(true)).isTrue();
  }

  @Test
  void theLastCopiesAreNotGivenUpUnasked() {
    Ring two = Ring.of(RingVersion.first(Memberships.of("ann", "bob"), 8, 2));
    Plan lost =
        Plan.of(
            two,
            List.of(new Join(Member.of(GUS)), new ForceRemove(ANN), new ForceRemove(BOB)),
            new PlanInputs(new TreeMap<>(Map.of(GUS, newcomer(MIB))), 0));
    assertThat(kinds(lost)).contains(Kind.LAST_COPIES);
    assertThat(lost.refusals().get(0).sentence()).startsWith("every keeper of 8 partitions");
  }

  @Test
  void aReceiverNeedsAFifthMoreRoomThanItReceives() {
    Change join = new Join(Member.of(GUS));
    long in = plan(all(RING, GUS), join).balances().get(6).bytesIn();
    PlanInputs enough = with(all(RING), GUS, newcomer(in + in / 5));
    assertThat(kinds(plan(enough, join))).isEmpty();
    Plan plan = plan(with(all(RING), GUS, newcomer(in + in / 5 - 1)), join);
    assertThat(kinds(plan)).containsExactly(Kind.DISK);
    assertThat(plan.refusals().get(0).sentence())
        .startsWith("gus receives " + in / MIB + " MiB and needs a fifth more than that");
  }

  @Test
  void whatCannotBeIsNeverForced() {
    PlanInputs inputs = all(RING, GUS);
    assertNever(
        plan(inputs, new Leave(GUS)), Kind.UNKNOWN_NODE, "gus cannot leave: it is no member");
    assertNever(plan(inputs, new ForceRemove(GUS)), Kind.UNKNOWN_NODE, "gus cannot be removed");
    assertNever(plan(inputs, new Zone(GUS, "a")), Kind.UNKNOWN_NODE, "gus cannot be put into");
    assertNever(plan(inputs, new Capacity(GUS, 10)), Kind.UNKNOWN_NODE, "gus cannot be given");
    assertNever(
        plan(inputs, new Replace(GUS, Member.of(DAN))),
        Kind.UNKNOWN_NODE,
        "gus cannot be replaced");
    assertNever(
        plan(inputs, new Join(Member.of(ANN))), Kind.ALREADY_A_MEMBER, "ann is a member already");
    assertNever(
        plan(inputs, new Replace(BOB, Member.of(ANN))),
        Kind.ALREADY_A_MEMBER,
        "ann is a member already: it cannot take the place of bob");
    assertNever(
        plan(inputs, new Capacity(ANN, 1001)),
        Kind.OUT_OF_RANGE,
        "the capacity of ann is 1 to 1000 percent, not 1001");
    assertNever(plan(inputs, new Zone(ANN, "rack 1")), Kind.OUT_OF_RANGE, "'rack 1' is not a zone");
    assertNever(plan(inputs), Kind.NOTHING_TO_DO, "nothing is staged");
    assertNever(plan(inputs, new Capacity(ANN, 100)), Kind.NOTHING_TO_DO, "nothing is staged");
    Ring alone = Ring.of(RingVersion.first(Memberships.of("ann"), 8, 3));
    assertNever(
        Plan.of(alone, List.of(new Leave(ANN)), all(alone)),
        Kind.NOBODY_LEFT,
        "no member would be left");
  }

  private static void assertNever(Plan plan, Kind kind, String beginning) {
    assertThat(kinds(plan)).contains(kind);
    assertThat(plan.refusals())
        .filteredOn(refusal -> refusal.kind() == kind)
        .allMatch(refusal -> refusal.sentence().startsWith(beginning));
    assertThat(plan.mayBeCommitted(true)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> plan.commit(ANN, 1, true));
  }

  @Test
  void changesForcedOnTopOfEachOtherAreCounted() {
    Ring ring = RING;
    NodeId[] names = new NodeId[Origins.MOST_LAYOUTS + 2];
    Plan plan = plan(all(RING));
    for (int i = 0; i < names.length; i++) {
      names[i] = new NodeId("x" + i);
      PlanInputs inputs = all(ring, names[i]);
      plan = Plan.of(ring, List.of(new Join(Member.of(names[i]))), inputs);
      if (!plan.mayBeCommitted(true)) break;
      ring = Ring.of(plan.commit(ANN, i, true));
    }
    assertThat(ring.version().origins().layouts())
        .hasSizeLessThanOrEqualTo(Origins.MOST_LAYOUTS)
        .hasSizeGreaterThan(1);
  }

  private static Progress settled(Ring ring) {
    Progress all = ring.progress();
    for (int p = 0; p < ring.partitions(); p++) {
      for (NodeId node : ring.gaining(p)) all = all.with(p, node, Mark.COMPLETE);
    }
    return all;
  }
}
