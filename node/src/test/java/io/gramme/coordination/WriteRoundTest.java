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
import io.gramme.coordination.WriteEffect.KeepHere;
import io.gramme.coordination.WriteEffect.Make;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriteRoundTest {

  private static final Key CART = Key.of("carts", "ann");
  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final List<NodeId> REPLICAS = List.of(ANN, BOB, CAT);
  private static final Set<NodeId> ALL = Set.copyOf(REPLICAS);
  private static final RecordRules RULES = new RecordRules(20, 5, 1_000);
  private static final Value MILK = Value.text("milk");
  private static final Siblings MADE =
      Siblings.of(new Version(new Dot(1, 1), HybridTime.ofMillis(1), VersionVector.EMPTY, MILK));
  private static final Wait WAIT = new Wait();
  private static final Reply WRITTEN =
      new Reply(new WriteOutcome.Written(MADE, new Context(MADE.seen(), "ann")));

  private Step<WriteRound, WriteEffect> step = begin(plan(2), ANN);

  @Test
  void aReplicaMakesTheVersionAndTellsTheOthers() {
    assertThat(step.effects()).containsExactly(new Make(Durability.OS), WAIT);
    made(ALL);
    assertThat(step.effects())
        .containsExactly(
            new Replicate(BOB, MADE, Durability.OS), new Replicate(CAT, MADE, Durability.OS));
  }

  @Test
  void acknowledgesOnceEnoughReplicasHaveStored() {
    made(ALL);
    stored(CAT);
    assertThat(step.effects()).containsExactly(WRITTEN);
    assertThat(step.next()).isInstanceOf(Settled.class);
    stored(BOB);
    assertThat(step.effects()).isEmpty();
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void oneIsEnoughIfOneIsAskedFor() {
    step = begin(plan(1), ANN);
    made(ALL);
    assertThat(step.effects()).hasSize(3).endsWith(WRITTEN);
  }

  @Test
  void aReplicaCountsOnce() {
    step = begin(plan(3), ANN);
    made(ALL);
    stored(BOB);
    stored(BOB);
    stored(ANN);
    stored(new NodeId("mallory"));
    assertThat(step.effects()).isEmpty();
    stored(CAT);
    assertThat(step.effects()).containsExactly(WRITTEN);
  }

  @Test
  void theUnreachableAreNotWaitedForAndTheirHintsAreKeptHereOneByOne() {
    made(Set.of(ANN));
    assertThat(step.effects())
        .containsExactly(
            keptHere(BOB), WAIT, refused(new Refusal.Unsatisfied(Requirement.W, 1, 2)));
    stored(ANN);
    assertThat(step.effects()).containsExactly(keptHere(CAT), WAIT);
    stored(ANN);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void refusalsAndLossesPutTheQuorumOutOfReach() {
    made(ALL);
    refusedBy(BOB, Reason.DISK_FULL);
    assertThat(step.effects()).containsExactly(keptHere(BOB), WAIT);
    lost(CAT);
    assertThat(step.effects())
        .containsExactly(refused(new Refusal.Unsatisfied(Requirement.W, 1, 2)));
    assertThat(step.next()).isInstanceOf(Settled.class);
  }

  /** What this node keeps for another is on no second disk. */
  @Test
  void aHintThatIsKeptHereCountsTowardNothing() {
    made(Set.of(ANN, CAT));
    assertThat(step.effects()).endsWith(keptHere(BOB), WAIT);
    stored(ANN);
    assertThat(step.effects()).isEmpty();
    stored(CAT);
    assertThat(step.effects()).containsExactly(WRITTEN);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void atTheDeadlineSaysWhatItGotAndKeepsWhatIsMissing() {
    made(ALL);
    deadline();
    assertThat(step.effects())
        .containsExactly(
            refused(new Refusal.Unsatisfied(Requirement.W, 1, 2)), keptHere(BOB), WAIT);
    stored(CAT);
    stored(ANN);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void timesOutIfItsOwnReplicaIsSilent() {
    deadline();
    assertThat(step.effects()).containsExactly(refused(new Refusal.TimedOut()), WAIT);
    patienceEnds();
    assertThat(step.next()).isEqualTo(new Finished());
  }

  /** It was not acknowledged, but it is there, and must not stay a secret of one replica. */
  @Test
  void aVersionThatIsMadeAfterTheDeadlineIsSpreadAllTheSame() {
    deadline();
    made(ALL);
    assertThat(step.effects()).containsExactly(replicate(BOB), replicate(CAT), WAIT);
    stored(BOB);
    assertThat(step.effects()).isEmpty();
    stored(CAT);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aSilentReplicaMakesRoomForTheNextCandidateAndItsLateVersionCounts() {
    patienceEnds();
    assertThat(step.effects()).containsExactly(new Forward(BOB), WAIT);
    made(ALL);
    assertThat(step.effects()).containsExactly(replicate(BOB), replicate(CAT));
    stored(CAT);
    assertThat(step.effects()).containsExactly(WRITTEN);
  }

  @Test
  void aSilentCoordinatorMakesRoomForTheNextAndItsLateAnswerCounts() {
    step = begin(plan(2), BOB);
    patienceEnds();
    assertThat(step.effects()).containsExactly(new Forward(CAT), WAIT);
    answered(CAT, new Refusal.Overloaded("busy"));
    assertThat(step.effects()).isEmpty();
    patienceEnds();
    assertThat(step.effects()).isEmpty();
    step = step.next().onForwardAnswered(BOB, WRITTEN.outcome());
    assertThat(step.effects()).containsExactly(WRITTEN);
    assertThat(step.next()).isEqualTo(new Finished());
  }

  /** The version made here goes on to everybody, whoever has answered the client. */
  @Test
  void anAnswerFromElsewhereDoesNotEndTheSpreadingHere() {
    step = WriteRound.begin(plan(3), ANN, RULES, List.of(BOB, ANN));
    patienceEnds();
    assertThat(step.effects()).containsExactly(new Make(Durability.OS), WAIT);
    made(ALL);
    step = step.next().onForwardAnswered(BOB, WRITTEN.outcome());
    assertThat(step.effects()).containsExactly(WRITTEN);
    refusedBy(CAT, Reason.OVERLOADED);
    assertThat(step.effects()).containsExactly(keptHere(CAT), WAIT);
    deadline();
    assertThat(step.effects()).isEmpty();
    assertThat(step.next()).isInstanceOf(Settled.class);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void aLimitOrALaterRingIsTheClientsAndEverythingElseIsTriedElsewhere(Reason why) {
    refusedBy(ANN, why);
    switch (why) {
      case TOO_MANY_SIBLINGS ->
          assertThat(step.effects()).containsExactly(refused(new Refusal.TooManySiblings(5)));
      case OBJECT_TOO_LARGE ->
          assertThat(step.effects()).containsExactly(refused(new Refusal.ObjectTooLarge(1_000)));
      case RING_MOVED ->
          assertThat(step.effects()).containsExactly(refused(new Refusal.RingMoved()));
      default -> assertThat(step.effects()).containsExactly(new Forward(BOB), WAIT);
    }
  }

  @Test
  void aStrangersRefusalChangesNothing() {
    refusedBy(BOB, Reason.DISK_FULL);
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void candidatesAreTriedInOrderAndOnce() {
    refusedBy(ANN, Reason.STORE_FAILED);
    assertThat(step.effects()).containsExactly(new Forward(BOB), WAIT);
    lost(BOB);
    assertThat(step.effects()).containsExactly(new Forward(CAT), WAIT);
    answered(CAT, new Refusal.Overloaded("busy"));
    assertThat(step.effects()).containsExactly(refused(new Refusal.Overloaded("busy")));
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void withoutACandidateTheNodeIsNotReady() {
    step = WriteRound.begin(plan(2), ANN, RULES, List.of());
    assertThat(step.effects()).containsExactly(refused(new Refusal.NotReady(WriteRound.NOBODY)));
  }

  @Test
  void passesOnWhatTheCoordinatorSays() {
    step = begin(plan(2), BOB);
    assertThat(step.effects()).containsExactly(new Forward(BOB), WAIT);
    step = step.next().onForwardAnswered(BOB, WRITTEN.outcome());
    assertThat(step.effects()).containsExactly(WRITTEN);
  }

  @Test
  void aCoordinatorThatGotTooFewHasTheLastWord() {
    step = begin(plan(2), BOB);
    answered(BOB, new Refusal.Unsatisfied(Requirement.W, 1, 2));
    assertThat(step.effects())
        .containsExactly(refused(new Refusal.Unsatisfied(Requirement.W, 1, 2)));
  }

  @Test
  void listensToNobodyButTheCoordinatorItHasForwardedTo() {
    step = begin(plan(2), BOB);
    step = step.next().onForwardAnswered(CAT, WRITTEN.outcome());
    assertThat(step.effects()).isEmpty();
    lost(CAT);
    assertThat(step.effects()).isEmpty();
    stored(CAT);
    made(ALL);
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void anAnswerThatComesTwiceIsHeardOnce() {
    made(ALL);
    Step<WriteRound, WriteEffect> again = step.next().onMade(MADE, ALL);
    assertThat(again.effects()).isEmpty();
    stored(BOB);
    stored(CAT);
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void aDurableWriteSyncsAsManyReplicasAsAskedTheCoordinatorFirst() {
    step = begin(plan(Durability.BUFFERED, 1, new Need(Requirement.DW, 1)), ANN);
    assertThat(step.effects()).containsExactly(new Make(Durability.SYNC), WAIT);
    made(ALL);
    assertThat(step.effects())
        .startsWith(
            new Replicate(BOB, MADE, Durability.BUFFERED),
            new Replicate(CAT, MADE, Durability.BUFFERED));
    assertThat(step.effects()).endsWith(WRITTEN);
  }

  @Test
  void onlyASyncedReplicaCountsForADurableWrite() {
    step = begin(plan(Durability.OS, 2, new Need(Requirement.DW, 2)), ANN);
    made(ALL);
    assertThat(step.effects()).startsWith(new Replicate(BOB, MADE, Durability.SYNC));
    stored(CAT);
    assertThat(step.effects()).isEmpty();
    stored(BOB);
    assertThat(step.effects()).containsExactly(WRITTEN);
  }

  /** Otherwise one absent node would refuse a write that two others could make durable. */
  @Test
  void theReplicasThatCanBeReachedAreSyncedFirst() {
    step = begin(plan(Durability.OS, 2, new Need(Requirement.DW, 2)), ANN);
    made(Set.of(ANN, CAT));
    assertThat(step.effects())
        .containsExactly(new Replicate(CAT, MADE, Durability.SYNC), keptHere(BOB), WAIT);
    stored(CAT);
    assertThat(step.effects()).containsExactly(WRITTEN);
  }

  /** {@code sync_on_write} of {@code one}, in a bucket whose dw is a quorum. */
  @Test
  void syncingOneReplicaDoesNotMakeTheOthersCountForLess() {
    step =
        begin(plan(Durability.OS, 1, new Need(Requirement.W, 2), new Need(Requirement.DW, 2)), ANN);
    assertThat(step.effects()).containsExactly(new Make(Durability.SYNC), WAIT);
    made(ALL);
    stored(CAT);
    assertThat(step.effects()).containsExactly(WRITTEN);
  }

  @Test
  void aBufferedReplicaIsNotDurable() {
    step = begin(plan(Durability.BUFFERED, 0, new Need(Requirement.DW, 1)), ANN);
    made(ALL);
    stored(BOB);
    stored(CAT);
    assertThat(step.effects())
        .containsExactly(refused(new Refusal.Unsatisfied(Requirement.DW, 0, 1)));
  }

  private void made(Set<NodeId> reachable) {
    step = step.next().onMade(MADE, reachable);
  }

  private void stored(NodeId from) {
    step = step.next().onStored(from);
  }

  private void refusedBy(NodeId from, Reason why) {
    step = step.next().onRefused(from, why);
  }

  private void answered(NodeId from, Refusal why) {
    step = step.next().onForwardAnswered(from, new WriteOutcome.Refused(why));
  }

  private void lost(NodeId node) {
    step = step.next().onLost(node);
  }

  private void patienceEnds() {
    step = step.next().onPatienceEnded();
  }

  private static Replicate replicate(NodeId to) {
    return new Replicate(to, MADE, Durability.OS);
  }

  private static KeepHere keptHere(NodeId home) {
    return new KeepHere(home, MADE, Durability.OS);
  }

  private void deadline() {
    step = step.next().onDeadline();
  }

  /** Coordinated by ann, with the replicas from {@code first} on as candidates. */
  private static Step<WriteRound, WriteEffect> begin(WritePlan plan, NodeId first) {
    List<NodeId> candidates = REPLICAS.subList(REPLICAS.indexOf(first), REPLICAS.size());
    return WriteRound.begin(plan, ANN, RULES, candidates);
  }

  private static WritePlan plan(int required) {
    return plan(Durability.OS, 0, new Need(Requirement.W, required));
  }

  private static WritePlan plan(Durability durability, int synced, Need... needs) {
    return new WritePlan(
        CART,
        7,
        REPLICAS,
        List.of(),
        VersionVector.EMPTY,
        MILK,
        List.of(needs),
        new Terms(3, Reconciliation.KEEP_SIBLINGS),
        durability,
        synced);
  }

  private static Reply refused(Refusal why) {
    return new Reply(new WriteOutcome.Refused(why));
  }
}
