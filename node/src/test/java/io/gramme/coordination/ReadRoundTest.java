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
import io.gramme.coordination.ReadRound.Ask;
import io.gramme.coordination.ReadRound.Effect;
import io.gramme.coordination.ReadRound.Finished;
import io.gramme.coordination.ReadRound.Gathering;
import io.gramme.coordination.ReadRound.Repair;
import io.gramme.coordination.ReadRound.Reply;
import io.gramme.coordination.ReadRound.Settled;
import io.gramme.machine.Step;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadRoundTest {

  private static final Key CART = Key.of("carts", "ann");
  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final List<NodeId> REPLICAS = List.of(ANN, BOB, CAT);
  private static final Siblings NOTHING = Siblings.NONE;
  private static final Version FIRST = version(1, 10, VersionVector.EMPTY, "milk");
  private static final Siblings OLD = Siblings.of(FIRST);
  private static final Siblings NEW = Siblings.of(version(2, 20, OLD.seen(), "milk and bread"));
  private static final Siblings OTHER =
      Siblings.of(version(3, 30, VersionVector.EMPTY, "a concurrent egg"));

  private Step<ReadRound, Effect> step = begin(plan(2));

  @Test
  void asksEveryReplicaThatCanBeReached() {
    assertThat(step.effects()).containsExactly(new Ask(ANN), new Ask(BOB), new Ask(CAT));
    assertThat(ReadRound.begin(plan(1), Set.of(CAT)).effects()).containsExactly(new Ask(CAT));
  }

  @Test
  void repliesAsSoonAsAQuorumHasAnswered() {
    answer(BOB, NEW);
    assertThat(step.effects()).isEmpty();
    answer(ANN, OLD);
    assertThat(step.effects()).containsExactly(found(NEW, BOB));
    assertThat(step.next()).isInstanceOf(Settled.class);
  }

  @Test
  void mergesWhatNeitherWriterHadSeen() {
    answer(ANN, NEW);
    answer(BOB, OTHER);
    assertThat(step.effects()).containsExactly(found(NEW.merge(OTHER), ANN));
  }

  @Test
  void theContextCoversEverythingThatWasReplied() {
    answer(ANN, OLD);
    answer(CAT, OTHER);
    Context context = ((ReadOutcome.Found) ((Reply) step.effects().get(0)).outcome()).context();
    assertThat(context.seen().covers(OLD.seen())).isTrue();
    assertThat(context.seen().covers(OTHER.seen())).isTrue();
    assertThat(context.fastest()).isEqualTo("ann");
  }

  @Test
  void theLastWriteWinsWhereTheBucketSaysSo() {
    step = begin(plan(2, Reconciliation.LAST_WRITE_WINS, true, false));
    answer(ANN, OTHER);
    answer(BOB, NEW);
    assertThat(step.effects()).containsExactly(found(OTHER, ANN));
    answer(CAT, OTHER);
    assertThat(step.effects()).containsExactly(new Repair(BOB, OTHER));
  }

  @Test
  void repairsEveryStaleReplicaOnceTheLastAnswerIsIn() {
    answer(ANN, NEW);
    answer(BOB, OLD);
    answer(CAT, NOTHING);
    assertThat(step.effects()).containsExactly(new Repair(BOB, NEW), new Repair(CAT, NEW));
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void repairsWithWhatOnlyALateReplicaKnew() {
    answer(ANN, OLD);
    answer(BOB, OLD);
    assertThat(step.effects()).containsExactly(found(OLD, ANN));
    answer(CAT, NEW);
    assertThat(step.effects()).containsExactly(new Repair(ANN, NEW), new Repair(BOB, NEW));
  }

  @Test
  void repairsThoseWhoAnsweredWhenItsPatienceEnds() {
    answer(ANN, NEW);
    answer(BOB, OLD);
    deadline();
    assertThat(step.effects()).containsExactly(new Repair(BOB, NEW));
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void equalReplicasNeedNoRepair() {
    answer(ANN, NEW);
    answer(BOB, NEW);
    answer(CAT, NEW);
    assertThat(step.effects()).isEmpty();
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aTombstoneIsFound() {
    Siblings deleted =
        Siblings.of(
            new Version(new Dot(4, 1), HybridTime.ofMillis(40), OLD.seen(), new Tombstone()));
    answer(ANN, OLD);
    answer(BOB, deleted);
    assertThat(step.effects()).containsExactly(found(deleted, ANN));
  }

  @Test
  void aKeyThatAQuorumNeverSawIsNotFound() {
    answer(ANN, NOTHING);
    answer(BOB, NOTHING);
    assertThat(step.effects()).containsExactly(new Reply(new ReadOutcome.NotFound()));
  }

  @Test
  void givesUpWhenAQuorumIsOutOfReach() {
    answer(CAT, NEW);
    fail(ANN);
    fail(BOB);
    assertThat(step.effects()).containsExactly(unsatisfied(Requirement.R, 1, 2));
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void givesUpAtOnceIfTooFewReplicasCanBeReached() {
    step = ReadRound.begin(plan(2), Set.of(CAT));
    assertThat(step.effects()).containsExactly(new Ask(CAT), unsatisfied(Requirement.R, 1, 2));
  }

  @Test
  void moreAnswersThanThereAreReplicasCanNotBeHad() {
    step = begin(plan(4));
    assertThat(step.effects()).endsWith(unsatisfied(Requirement.R, 3, 4));
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void namesTheCountThatIsOutOfReach() {
    step =
        begin(
            new ReadPlan(
                CART,
                7,
                REPLICAS,
                List.of(new Need(Requirement.R, 1), new Need(Requirement.PR, 3)),
                new Terms(3, Reconciliation.KEEP_SIBLINGS),
                true,
                false));
    answer(ANN, NEW);
    assertThat(step.effects()).isEmpty();
    fail(CAT);
    assertThat(step.effects()).containsExactly(unsatisfied(Requirement.PR, 2, 3));
  }

  @Test
  void atTheDeadlineSaysWhatItGot() {
    answer(ANN, NEW);
    deadline();
    assertThat(step.effects()).containsExactly(unsatisfied(Requirement.R, 1, 2));
  }

  @Test
  void atTheDeadlineWithoutAnyAnswerItSaysSo() {
    deadline();
    assertThat(step.effects())
        .containsExactly(new Reply(new ReadOutcome.Refused(new Refusal.TimedOut())));
  }

  @Test
  void ignoresAnswersThatComeTwice() {
    answer(ANN, NEW);
    answer(ANN, NEW);
    assertThat(step.next()).isInstanceOf(Gathering.class);
  }

  @Test
  void ignoresAnAnswerAfterAFailure() {
    fail(ANN);
    answer(ANN, NEW);
    answer(BOB, OLD);
    assertThat(step.effects()).isEmpty();
    answer(CAT, OLD);
    assertThat(step.effects()).containsExactly(found(OLD, BOB));
  }

  @Test
  void ignoresStrangers() {
    answer(new NodeId("mallory"), NEW);
    answer(ANN, OLD);
    assertThat(step.next()).isInstanceOf(Gathering.class);
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void notFoundIsNoAnswerWhereTheBucketSaysSo() {
    step = begin(plan(2, Reconciliation.KEEP_SIBLINGS, false, false));
    answer(ANN, NOTHING);
    answer(BOB, NEW);
    assertThat(step.effects()).isEmpty();
    answer(CAT, NEW);
    assertThat(step.effects()).containsExactly(found(NEW, ANN), new Repair(ANN, NEW));
  }

  @Test
  void aKeyThatNobodyFoundIsNotFoundAfterAll() {
    step = begin(plan(2, Reconciliation.KEEP_SIBLINGS, false, false));
    answer(ANN, NOTHING);
    answer(BOB, NOTHING);
    assertThat(step.effects()).isEmpty();
    answer(CAT, NOTHING);
    assertThat(step.effects()).containsExactly(new Reply(new ReadOutcome.NotFound()));
  }

  @Test
  void withABasicQuorumAMajorityThatFoundNothingIsEnough() {
    step = begin(plan(2, Reconciliation.KEEP_SIBLINGS, false, true));
    answer(ANN, NOTHING);
    assertThat(step.effects()).isEmpty();
    answer(BOB, NOTHING);
    assertThat(step.effects()).containsExactly(new Reply(new ReadOutcome.NotFound()));
  }

  /** A bucket with R=N and W=1 relies on hearing everybody. */
  @Test
  void aBasicQuorumDoesNotCutShortAReadThatCountsNotFound() {
    step = begin(plan(3, Reconciliation.KEEP_SIBLINGS, true, true));
    answer(ANN, NOTHING);
    answer(BOB, NOTHING);
    assertThat(step.effects()).isEmpty();
    answer(CAT, NEW);
    assertThat(step.effects()).contains(found(NEW, ANN));
  }

  private void answer(NodeId from, Siblings siblings) {
    step = step.next().onAnswer(from, siblings);
  }

  private void fail(NodeId from) {
    step = step.next().onFailure(from);
  }

  private void deadline() {
    step = step.next().onDeadline();
  }

  private static Step<ReadRound, Effect> begin(ReadPlan plan) {
    return ReadRound.begin(plan, Set.copyOf(REPLICAS));
  }

  private static ReadPlan plan(int required) {
    return plan(required, Reconciliation.KEEP_SIBLINGS, true, false);
  }

  private static ReadPlan plan(
      int required, Reconciliation reconciliation, boolean notfoundOk, boolean basicQuorum) {
    return new ReadPlan(
        CART,
        7,
        REPLICAS,
        List.of(new Need(Requirement.R, required)),
        new Terms(3, reconciliation),
        notfoundOk,
        basicQuorum);
  }

  private static Reply found(Siblings siblings, NodeId fastest) {
    return new Reply(
        new ReadOutcome.Found(siblings, new Context(siblings.seen(), fastest.value())));
  }

  private static Reply unsatisfied(Requirement requirement, int got, int required) {
    return new Reply(new ReadOutcome.Refused(new Refusal.Unsatisfied(requirement, got, required)));
  }

  private static Version version(long actor, long millis, VersionVector past, String text) {
    return new Version(new Dot(actor, 1), HybridTime.ofMillis(millis), past, Value.text(text));
  }
}
