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
import io.gramme.coordination.ReadEffect.Ask;
import io.gramme.coordination.ReadEffect.Look;
import io.gramme.coordination.WriteEffect.Keep;
import io.gramme.coordination.WriteEffect.Owe;
import io.gramme.coordination.WriteEffect.Replicate;
import io.gramme.coordination.WriteEffect.Teach;
import io.gramme.coordination.WriteEffect.Wait;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Group;
import io.gramme.quorum.Tally.Need;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads and writes while ann hands her replica over to dan; bob and cat keep theirs. */
class MovingPartitionTest {

  private static final Key CART = Key.of("carts", "ann");
  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final NodeId EVE = new NodeId("eve");
  private static final NodeId FAY = new NodeId("fay");
  private static final Set<NodeId> ALL = Set.of(ANN, BOB, CAT, DAN, EVE, FAY);
  private static final Keepers PENDING =
      new Keepers(List.of(ANN, BOB, CAT), Group.ofAll(3), List.of(DAN), 4);
  private static final Keepers JOINT =
      new Keepers(
          List.of(ANN, BOB, CAT, DAN),
          List.of(new Group(List.of(0, 1, 2)), new Group(List.of(3, 1, 2))),
          List.of(),
          5);
  private static final RecordRules RULES = new RecordRules(20, 5, 1_000);
  private static final Terms TERMS = new Terms(3, Reconciliation.KEEP_SIBLINGS);
  private static final Siblings MILK =
      Siblings.of(
          new Version(
              new Dot(1, 1), HybridTime.ofMillis(1), VersionVector.EMPTY, Value.text("milk")));
  private static final WriteEffect.Reply WRITTEN =
      new WriteEffect.Reply(new WriteOutcome.Written(MILK, new Context(MILK.seen(), ANN.value())));
  private static final WriteEffect.Reply WRITE_MOVED =
      new WriteEffect.Reply(new WriteOutcome.Refused(new Refusal.RingMoved()));
  private static final ReadEffect.Reply READ_MOVED =
      new ReadEffect.Reply(new ReadOutcome.Refused(new Refusal.RingMoved()));

  private Step<WriteRound, WriteEffect> write;
  private Step<ReadRound, ReadEffect> read;

  @Test
  void whoIsToKeepTheKeyIsToldOfEachWriteAndNotCounted() {
    beginWrite(PENDING, 0, new Need(Requirement.W, 2));
    made(ALL);
    assertThat(write.effects())
        .containsExactly(replicate(BOB), replicate(CAT), new Teach(DAN, MILK, Durability.OS));
    stored(DAN);
    assertThat(write.effects()).isEmpty();
    stored(BOB);
    assertThat(write.effects()).containsExactly(WRITTEN);
    stored(CAT);
    assertThat(write.next()).isEqualTo(new WriteRound.Finished());
  }

  @Test
  void nobodyStandsInForALearner() {
    beginWrite(PENDING, 0, new Need(Requirement.W, 2));
    made(Set.of(ANN, BOB, CAT, EVE));
    assertThat(write.effects()).containsExactly(replicate(BOB), replicate(CAT));
  }

  @Test
  void aLearnerIsNotAsked() {
    beginRead(PENDING, 2, true, false);
    assertThat(read.effects()).containsExactly(new Ask(ANN), new Ask(BOB), new Ask(CAT));
  }

  /** W of the old replicas alone could all be such as a reader by the new ring never asks. */
  @Test
  void aWriteMustReachItsCountAmongTheOldReplicasAndAmongTheNew() {
    beginWrite(JOINT, 0, new Need(Requirement.W, 2));
    made(ALL);
    assertThat(write.effects()).containsExactly(replicate(BOB), replicate(CAT), replicate(DAN));
    stored(DAN);
    assertThat(write.effects()).isEmpty();
    stored(BOB);
    assertThat(write.effects()).containsExactly(WRITTEN);
  }

  @Test
  void aReadMustReachItsCountAmongTheOldReplicasAndAmongTheNew() {
    beginRead(JOINT, 2, true, false);
    assertThat(read.effects())
        .containsExactly(new Ask(ANN), new Ask(BOB), new Ask(CAT), new Ask(DAN));
    answer(ANN, Siblings.NONE);
    answer(BOB, Siblings.NONE);
    assertThat(read.effects()).isEmpty();
    answer(DAN, MILK);
    assertThat(read.effects()).startsWith(found(ANN));
  }

  @Test
  void mostMustNotFindItInEachGroupBeforeAReadGivesUp() {
    beginRead(JOINT, 1, false, true);
    answer(ANN, Siblings.NONE);
    answer(BOB, Siblings.NONE);
    assertThat(read.effects()).isEmpty();
    answer(DAN, Siblings.NONE);
    assertThat(read.effects()).containsExactly(new ReadEffect.Reply(new ReadOutcome.NotFound()));
  }

  @Test
  void oneOfEachGroupSyncs() {
    beginWrite(JOINT, 1, new Need(Requirement.DW, 1));
    made(ALL);
    assertThat(write.effects())
        .containsExactly(new Replicate(BOB, MILK, Durability.SYNC), replicate(CAT), replicate(DAN));
    stored(DAN);
    stored(CAT);
    assertThat(write.effects()).isEmpty();
    stored(BOB);
    assertThat(write.effects()).containsExactly(WRITTEN);
  }

  @Test
  void aStandInCountsWhereItsHomeDoes() {
    beginWrite(JOINT, 0, new Need(Requirement.W, 2));
    made(Set.of(ANN, BOB, CAT, EVE));
    assertThat(write.effects())
        .containsExactly(
            replicate(BOB), replicate(CAT), new Keep(EVE, DAN, MILK, Durability.OS), new Wait());
    stored(EVE);
    assertThat(write.effects()).isEmpty();
    stored(CAT);
    assertThat(write.effects()).containsExactly(WRITTEN);
  }

  @Test
  void nobodyStandsInForAReplicaThatKnowsOfALaterRing() {
    beginWrite(PENDING, 0, new Need(Requirement.W, 2));
    made(ALL);
    refused(BOB, Reason.RING_MOVED);
    assertThat(write.effects()).containsExactly(new Owe(BOB));
    refused(BOB, Reason.RING_MOVED);
    assertThat(write.effects()).isEmpty();
    refused(CAT, Reason.RING_MOVED);
    assertThat(write.effects()).containsExactly(new Owe(CAT), WRITE_MOVED);
    assertThat(write.next()).isEqualTo(new WriteRound.Finished());
  }

  @Test
  void aWriteThatEnoughOthersStoreIsWrittenAllTheSame() {
    beginWrite(PENDING, 0, new Need(Requirement.W, 2));
    made(ALL);
    refused(BOB, Reason.RING_MOVED);
    stored(CAT);
    assertThat(write.effects()).containsExactly(WRITTEN);
    assertThat(write.next()).isEqualTo(new WriteRound.Finished());
  }

  @Test
  void aWriteThatRunsOutOfTimeSaysThatTheRingHasMoved() {
    beginWrite(PENDING, 0, new Need(Requirement.W, 2));
    made(ALL);
    refused(BOB, Reason.RING_MOVED);
    write = write.next().onDeadline();
    assertThat(write.effects()).startsWith(WRITE_MOVED);
  }

  @Test
  void noFallbackMakesWhatTheFirstCandidateWillNot() {
    write = WriteRound.begin(plan(PENDING, 0), ANN, RULES, List.of(ANN, BOB, EVE));
    refused(ANN, Reason.RING_MOVED);
    assertThat(write.effects()).containsExactly(WRITE_MOVED);
    write = WriteRound.begin(plan(PENDING, 0), FAY, RULES, List.of(BOB, EVE));
    write = write.next().onForwardAnswered(BOB, new WriteOutcome.Refused(new Refusal.RingMoved()));
    assertThat(write.effects()).containsExactly(WRITE_MOVED);
  }

  @Test
  void nobodyIsReadInPlaceOfAReplicaThatKnowsOfALaterRing() {
    beginRead(PENDING, 2, true, false);
    moved(ANN);
    assertThat(read.effects()).isEmpty();
    read = read.next().onFailure(CAT);
    assertThat(read.effects()).containsExactly(new Look(DAN));
    moved(BOB);
    assertThat(read.effects()).containsExactly(READ_MOVED);
  }

  @Test
  void aReadThatRunsOutOfTimeSaysThatTheRingHasMoved() {
    beginRead(PENDING, 2, true, false);
    moved(ANN);
    read = read.next().onDeadline();
    assertThat(read.effects()).containsExactly(READ_MOVED);
  }

  @Test
  void aReadThatEnoughOthersAnswerIsAnsweredAllTheSame() {
    beginRead(PENDING, 2, true, false);
    moved(ANN);
    answer(BOB, MILK);
    answer(CAT, MILK);
    assertThat(read.effects()).containsExactly(found(BOB));
    assertThat(read.next()).isEqualTo(new ReadRound.Finished());
  }

  private void beginWrite(Keepers keepers, int synced, Need need) {
    write = WriteRound.begin(plan(keepers, synced, need), ANN, RULES, List.of(ANN));
  }

  private void beginRead(Keepers keepers, int required, boolean notfoundOk, boolean basicQuorum) {
    List<NodeId> fallbacks =
        ALL.stream().filter(node -> !keepers.primaries().contains(node)).sorted().toList();
    ReadPlan plan =
        new ReadPlan(
            CART,
            7,
            keepers,
            fallbacks,
            List.of(new Need(Requirement.R, required)),
            TERMS,
            notfoundOk,
            basicQuorum);
    read = ReadRound.begin(plan, ALL);
  }

  private void made(Set<NodeId> reachable) {
    write = write.next().onMade(MILK, reachable);
  }

  private void stored(NodeId from) {
    write = write.next().onStored(from);
  }

  private void refused(NodeId from, Reason why) {
    write = write.next().onRefused(from, why);
  }

  private void answer(NodeId from, Siblings found) {
    read = read.next().onAnswer(from, found, true);
  }

  private void moved(NodeId from) {
    read = read.next().onRingMoved(from);
  }

  private static Replicate replicate(NodeId to) {
    return new Replicate(to, MILK, Durability.OS);
  }

  private static ReadEffect.Reply found(NodeId fastest) {
    return new ReadEffect.Reply(
        new ReadOutcome.Found(MILK, new Context(MILK.seen(), fastest.value())));
  }

  private static WritePlan plan(Keepers keepers, int synced, Need... needs) {
    return new WritePlan(
        CART,
        7,
        keepers,
        List.of(EVE, FAY),
        VersionVector.EMPTY,
        Value.text("milk"),
        List.of(needs),
        TERMS,
        Durability.OS,
        synced);
  }
}
