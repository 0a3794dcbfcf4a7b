package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Context;
import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.coordination.WriteEffect.Forward;
import io.gramme.coordination.WriteEffect.Keep;
import io.gramme.coordination.WriteEffect.KeepHere;
import io.gramme.coordination.WriteEffect.Make;
import io.gramme.coordination.WriteEffect.MakeFor;
import io.gramme.coordination.WriteEffect.Owe;
import io.gramme.coordination.WriteEffect.Replicate;
import io.gramme.coordination.WriteEffect.Reply;
import io.gramme.coordination.WriteEffect.Wait;
import io.gramme.coordination.WriteRound.Finished;
import io.gramme.coordination.WriteRound.Settled;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Writes of which primaries are away, slow or unwilling, and others stand in for them. */
class SloppyWriteTest {

  private static final Key CART = Key.of("carts", "ann");
  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final NodeId EVE = new NodeId("eve");
  private static final List<NodeId> PRIMARIES = List.of(ANN, BOB, CAT);
  private static final List<NodeId> FALLBACKS = List.of(DAN, EVE);
  private static final Set<NodeId> ALL = Set.of(ANN, BOB, CAT, DAN, EVE);
  private static final Value MILK = Value.text("milk");
  private static final Siblings MADE =
      Siblings.of(new Version(new Dot(1, 1), HybridTime.ofMillis(1), VersionVector.EMPTY, MILK));
  private static final Wait WAIT = new Wait();
  private static final Reply WRITTEN = written(ANN);

  private Step<WriteRound, WriteEffect> step = begin(plan(2), ANN);

  @Test
  void theNextFallbackKeepsAHintForEveryPrimaryThatCanNotBeReached() {
    made(Set.of(ANN, CAT, EVE));
    assertThat(step.effects()).containsExactly(replicate(CAT), keep(EVE, BOB), WAIT);
    stored(EVE);
    assertThat(step.effects()).containsExactly(WRITTEN);
    assertThat(step.next()).isInstanceOf(Settled.class);
    stored(CAT);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aHintCountsTowardWButNotTowardPw() {
    step = begin(plan(Durability.OS, 0, new Need(Requirement.PW, 2)), ANN);
    made(Set.of(ANN, CAT, DAN));
    stored(DAN);
    assertThat(step.effects()).isEmpty();
    refusedBy(CAT, Reason.DISK_FULL);
    assertThat(step.effects()).containsExactly(keepHere(CAT), WAIT, refused(Requirement.PW, 1, 2));
  }

  @Test
  void whoRefusesOrIsLostIsReplacedByTheNextAndAtLastByThisNode() {
    step = begin(plan(3), ANN);
    made(ALL);
    refusedBy(BOB, Reason.OVERLOADED);
    assertThat(step.effects()).containsExactly(keep(DAN, BOB), WAIT);
    refusedBy(DAN, Reason.HINTS_FULL);
    assertThat(step.effects()).containsExactly(keep(EVE, BOB), WAIT);
    lost(EVE);
    assertThat(step.effects()).containsExactly(keepHere(BOB), WAIT, refused(Requirement.W, 2, 3));
    stored(ANN);
    stored(CAT);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void nothingIsOutOfReachWhileAStandInCanBeAsked() {
    step = begin(plan(3), ANN);
    made(ALL);
    refusedBy(BOB, Reason.OVERLOADED);
    refusedBy(CAT, Reason.OVERLOADED);
    assertThat(step.effects()).containsExactly(keep(EVE, CAT), WAIT);
    stored(DAN);
    stored(EVE);
    assertThat(step.effects()).containsExactly(WRITTEN);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void whoIsSilentIsStoodInForAndItsLateAnswerCounts() {
    made(ALL);
    patienceEnds();
    assertThat(step.effects()).containsExactly(keep(DAN, BOB), keep(EVE, CAT), WAIT);
    stored(CAT);
    assertThat(step.effects()).containsExactly(WRITTEN);
    stored(EVE);
    assertThat(step.next()).isInstanceOf(Settled.class);
    stored(BOB);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aSilentStandInIsReplacedAndItsLateAnswerCounts() {
    step = begin(plan(3), ANN);
    made(Set.of(ANN, CAT, DAN, EVE));
    stored(CAT);
    patienceEnds();
    assertThat(step.effects()).containsExactly(keep(EVE, BOB), WAIT);
    stored(DAN);
    assertThat(step.effects()).containsExactly(WRITTEN);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aPrimaryAndItsStandInCountOnce() {
    step = begin(plan(3), ANN);
    made(ALL);
    refusedBy(CAT, Reason.OVERLOADED);
    patienceEnds();
    stored(BOB);
    stored(EVE);
    assertThat(step.effects()).isEmpty();
    stored(DAN);
    assertThat(step.effects()).containsExactly(WRITTEN);
  }

  @Test
  void afterTheClientIsAnsweredWhoeverIsMissingStillGetsItsHint() {
    made(ALL);
    stored(CAT);
    assertThat(step.effects()).containsExactly(WRITTEN);
    patienceEnds();
    assertThat(step.effects()).containsExactly(keep(DAN, BOB), WAIT);
    deadline();
    assertThat(step.effects()).containsExactly(keepHere(BOB), WAIT);
    refusedBy(ANN, Reason.HINTS_FULL);
    assertThat(step.effects()).containsExactly(new Owe(BOB));
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aHintThatNobodyTakesIsOwed() {
    step = begin(plan(1), ANN);
    made(Set.of(ANN));
    assertThat(step.effects()).containsExactly(keepHere(BOB), WAIT, WRITTEN);
    refusedBy(ANN, Reason.HINTS_FULL);
    assertThat(step.effects()).containsExactly(new Owe(BOB), keepHere(CAT), WAIT);
    patienceEnds();
    assertThat(step.effects()).containsExactly(new Owe(CAT));
    assertThat(step.next()).isEqualTo(new Finished());
  }

  /** Its answer could come after all, and be taken for one about somebody else. */
  @Test
  void whoeverIsSilentAmongThisNodesHintsIsNotAskedAgain() {
    step = begin(plan(1), ANN);
    made(Set.of(ANN, CAT));
    patienceEnds();
    assertThat(step.effects()).containsExactly(new Owe(BOB), new Owe(CAT));
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aStandInHasTheRankOfItsHome() {
    step = begin(plan(Durability.BUFFERED, 2, new Need(Requirement.DW, 2)), ANN);
    assertThat(step.effects()).contains(new Make(Durability.SYNC));
    made(ALL);
    assertThat(step.effects())
        .containsExactly(
            new Replicate(BOB, MADE, Durability.SYNC),
            new Replicate(CAT, MADE, Durability.BUFFERED));
    refusedBy(BOB, Reason.DISK_FULL);
    assertThat(step.effects()).containsExactly(new Keep(DAN, BOB, MADE, Durability.SYNC), WAIT);
    stored(CAT);
    assertThat(step.effects()).isEmpty();
    stored(DAN);
    assertThat(step.effects()).containsExactly(WRITTEN);
  }

  @Test
  void aFallbackMakesTheVersionInThePlaceOfTheFirstPrimary() {
    step = WriteRound.begin(plan(2), DAN, RULES, List.of(DAN));
    assertThat(step.effects()).containsExactly(new MakeFor(ANN, Durability.OS), WAIT);
    made(Set.of(DAN, EVE));
    assertThat(step.effects()).containsExactly(keep(EVE, BOB), keepHere(CAT), WAIT);
    stored(EVE);
    assertThat(step.effects()).containsExactly(written(DAN));
    stored(DAN);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aFallbackThatSeesAPrimaryTellsIt() {
    step = begin(plan(Durability.OS, 0, new Need(Requirement.PW, 1)), DAN, DAN);
    made(Set.of(DAN, ANN, EVE));
    assertThat(step.effects()).containsExactly(keep(EVE, BOB), keepHere(CAT), replicate(ANN), WAIT);
    stored(DAN);
    stored(EVE);
    assertThat(step.effects()).isEmpty();
    stored(ANN);
    assertThat(step.effects()).containsExactly(written(DAN));
  }

  @Test
  void whenEveryPrimaryHasFailedAFallbackIsAsked() {
    step = WriteRound.begin(plan(2), ANN, RULES, List.of(ANN, EVE));
    refusedBy(ANN, Reason.DISK_FULL);
    assertThat(step.effects()).containsExactly(new Forward(EVE), WAIT);
  }

  private static final RecordRules RULES = new RecordRules(20, 5, 1_000);

  private void made(Set<NodeId> reachable) {
    step = step.next().onMade(MADE, reachable);
  }

  private void stored(NodeId from) {
    step = step.next().onStored(from);
  }

  private void refusedBy(NodeId from, Reason why) {
    step = step.next().onRefused(from, why);
  }

  private void lost(NodeId node) {
    step = step.next().onLost(node);
  }

  private void patienceEnds() {
    step = step.next().onPatienceEnded();
  }

  private void deadline() {
    step = step.next().onDeadline();
  }

  private static Replicate replicate(NodeId to) {
    return new Replicate(to, MADE, Durability.OS);
  }

  private static Keep keep(NodeId standIn, NodeId home) {
    return new Keep(standIn, home, MADE, Durability.OS);
  }

  private static KeepHere keepHere(NodeId home) {
    return new KeepHere(home, MADE, Durability.OS);
  }

  private static Reply written(NodeId coordinator) {
    return new Reply(new WriteOutcome.Written(MADE, new Context(MADE.seen(), coordinator.value())));
  }

  private static Reply refused(Requirement requirement, int got, int required) {
    return new Reply(new WriteOutcome.Refused(new Refusal.Unsatisfied(requirement, got, required)));
  }

  private static Step<WriteRound, WriteEffect> begin(WritePlan plan, NodeId self) {
    return begin(plan, self, self);
  }

  private static Step<WriteRound, WriteEffect> begin(
      WritePlan plan, NodeId self, NodeId candidate) {
    return WriteRound.begin(plan, self, RULES, List.of(candidate));
  }

  private static WritePlan plan(int required) {
    return plan(Durability.OS, 0, new Need(Requirement.W, required));
  }

  private static WritePlan plan(Durability durability, int synced, Need... needs) {
    return new WritePlan(
        CART,
        7,
        PRIMARIES,
        FALLBACKS,
        VersionVector.EMPTY,
        MILK,
        List.of(needs),
        new Terms(3, Reconciliation.KEEP_SIBLINGS),
        durability,
        synced);
  }
}
