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
import io.gramme.coordination.ReadEffect.Discount;
import io.gramme.coordination.ReadEffect.Look;
import io.gramme.coordination.ReadEffect.Repair;
import io.gramme.coordination.ReadEffect.Reply;
import io.gramme.coordination.ReadRound.Finished;
import io.gramme.machine.Step;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads of which primaries are away, slow or have lost data, and others stand in for them. */
class SloppyReadTest {

  private static final Key CART = Key.of("carts", "ann");
  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final NodeId EVE = new NodeId("eve");
  private static final List<NodeId> REPLICAS = List.of(ANN, BOB, CAT);
  private static final Siblings NOTHING = Siblings.NONE;
  private static final Version FIRST = version(1, 10, VersionVector.EMPTY, "milk");
  private static final Siblings OLD = Siblings.of(FIRST);
  private static final Siblings NEW = Siblings.of(version(2, 20, OLD.seen(), "milk and bread"));

  private Step<ReadRound, ReadEffect> step = begin(strict(2, true, false));

  @Test
  void aFallbackIsAskedForEveryPrimaryThatCanNotBeReached() {
    step = ReadRound.begin(sloppy(2), Set.of(ANN, DAN, EVE));
    assertThat(step.effects()).containsExactly(new Ask(ANN), new Look(DAN), new Look(EVE));
    step = ReadRound.begin(sloppy(2), Set.of(ANN, CAT, EVE));
    assertThat(step.effects()).containsExactly(new Ask(ANN), new Look(EVE), new Ask(CAT));
  }

  @Test
  void whatAFallbackKeepsCounts() {
    step = ReadRound.begin(sloppy(2), Set.of(ANN, CAT, DAN));
    answer(ANN, OLD);
    look(DAN, NEW);
    assertThat(step.effects()).containsExactly(found(NEW, ANN));
    answer(CAT, OLD);
    assertThat(step.effects())
        .containsExactly(new Repair(ANN, NEW, false), new Repair(CAT, NEW, true));
  }

  @Test
  void aFallbackIsNeverRepaired() {
    step = ReadRound.begin(sloppy(2), Set.of(ANN, CAT, DAN));
    look(DAN, OLD);
    answer(ANN, NEW);
    answer(CAT, NEW);
    assertThat(step.effects()).isEmpty();
    assertThat(step.next()).isEqualTo(new Finished());
  }

  @Test
  void aFallbackIsNoPrimary() {
    step = ReadRound.begin(sloppy(new Need(Requirement.PR, 2)), Set.of(ANN, CAT, DAN));
    look(DAN, NEW);
    answer(ANN, NEW);
    assertThat(step.effects()).isEmpty();
    fail(CAT);
    assertThat(step.effects()).containsExactly(unsatisfied(Requirement.PR, 1, 2));
  }

  @Test
  void whatAFallbackDoesNotFindMeansNothing() {
    step = ReadRound.begin(sloppy(2), Set.of(ANN, DAN, EVE));
    answer(ANN, NOTHING);
    look(DAN, NOTHING);
    assertThat(step.effects()).isEmpty();
    look(EVE, NOTHING);
    assertThat(step.effects()).containsExactly(unsatisfied(Requirement.R, 1, 2));
  }

  @Test
  void oneMoreFallbackIsAskedRatherThanRefusing() {
    step = ReadRound.begin(sloppy(3), Set.of(ANN, CAT, DAN, EVE));
    look(DAN, NOTHING);
    assertThat(step.effects()).containsExactly(new Look(EVE));
    answer(ANN, OLD);
    answer(CAT, OLD);
    assertThat(step.effects()).isEmpty();
    look(EVE, NEW);
    assertThat(step.effects()).startsWith(found(NEW, ANN));
  }

  @Test
  void nobodyMoreIsAskedWhereNobodyCouldHelp() {
    step = ReadRound.begin(sloppy(new Need(Requirement.PR, 3)), Set.of(ANN, CAT, DAN, EVE));
    assertThat(step.effects()).endsWith(unsatisfied(Requirement.PR, 2, 3));
    step = ReadRound.begin(sloppy(2), Set.of(ANN, CAT, DAN, EVE));
    look(DAN, NOTHING);
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void aPrimaryThatIsLostOrRefusesIsStoodInFor() {
    step = beginSloppy(2);
    assertThat(step.effects()).containsExactly(new Ask(ANN), new Ask(BOB), new Ask(CAT));
    fail(BOB);
    assertThat(step.effects()).containsExactly(new Look(DAN));
    fail(BOB);
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void aSilentPrimaryIsHedgedOnceAndItsLateAnswerCounts() {
    step = beginSloppy(3);
    answer(ANN, OLD);
    patienceEnds();
    assertThat(step.effects()).containsExactly(new Look(DAN), new Look(EVE));
    patienceEnds();
    assertThat(step.effects()).isEmpty();
    look(DAN, NEW);
    answer(CAT, OLD);
    assertThat(step.effects()).containsExactly(found(NEW, ANN));
    answer(BOB, OLD);
    look(EVE, NOTHING);
    assertThat(step.effects())
        .containsExactly(
            new Repair(ANN, NEW, false), new Repair(CAT, NEW, false), new Repair(BOB, NEW, true));
  }

  /** Two copies of one seat are not two of the key's replicas. */
  @Test
  void aPrimaryAndItsStandInCountOnce() {
    step = beginSloppy(2);
    patienceEnds();
    look(DAN, NEW);
    answer(ANN, NEW);
    assertThat(step.effects()).isEmpty();
    answer(BOB, NEW);
    assertThat(step.effects()).containsExactly(found(NEW, DAN));
  }

  @Test
  void whatALostReplicaDoesNotFindIsNoAnswer() {
    step = beginSloppy(2);
    emptyAndUninformed(ANN);
    assertThat(step.effects()).containsExactly(new Discount(ANN), new Look(DAN));
    emptyAndUninformed(ANN);
    assertThat(step.effects()).isEmpty();
    answer(BOB, NOTHING);
    answer(CAT, NOTHING);
    assertThat(step.effects()).containsExactly(new Reply(new ReadOutcome.NotFound()));
  }

  @Test
  void aReplicaThatLostDataIsRepaired() {
    emptyAndUninformed(ANN);
    answer(BOB, NEW);
    answer(CAT, NEW);
    assertThat(step.effects()).containsExactly(found(NEW, BOB), new Repair(ANN, NEW, false));
  }

  @Test
  void whatALostReplicaDoesFindCounts() {
    step = step.next().onAnswer(ANN, NEW, false);
    answer(BOB, NEW);
    assertThat(step.effects()).containsExactly(found(NEW, ANN));
  }

  @Test
  void aRefusalNamesWhoLostData() {
    emptyAndUninformed(ANN);
    answer(BOB, NOTHING);
    deadline();
    Refusal why = new Refusal.Unsatisfied(Requirement.R, 1, 2, List.of(ANN));
    assertThat(step.effects()).containsExactly(new Reply(new ReadOutcome.Refused(why)));
  }

  @Test
  void noBasicQuorumOfThoseWhoDoNotKnow() {
    step = begin(strict(1, false, true));
    emptyAndUninformed(ANN);
    answer(BOB, NOTHING);
    assertThat(step.effects()).isEmpty();
    answer(CAT, NOTHING);
    assertThat(step.effects())
        .containsExactly(
            new Reply(
                new ReadOutcome.Refused(
                    new Refusal.Unsatisfied(Requirement.R, 0, 1, List.of(ANN)))));
  }

  private void answer(NodeId from, Siblings siblings) {
    step = step.next().onAnswer(from, siblings, true);
  }

  private void look(NodeId from, Siblings siblings) {
    step = step.next().onAnswer(from, siblings, false);
  }

  private void emptyAndUninformed(NodeId from) {
    step = step.next().onAnswer(from, NOTHING, false);
  }

  private void patienceEnds() {
    step = step.next().onPatienceEnded();
  }

  private static Step<ReadRound, ReadEffect> beginSloppy(int required) {
    return ReadRound.begin(sloppy(required), Set.of(ANN, BOB, CAT, DAN, EVE));
  }

  private static ReadPlan sloppy(int required) {
    return sloppy(new Need(Requirement.R, required));
  }

  private static ReadPlan sloppy(Need need) {
    return new ReadPlan(
        CART,
        7,
        REPLICAS,
        List.of(DAN, EVE),
        List.of(need),
        new Terms(3, Reconciliation.KEEP_SIBLINGS),
        true,
        false);
  }

  private void fail(NodeId from) {
    step = step.next().onFailure(from);
  }

  private void deadline() {
    step = step.next().onDeadline();
  }

  private static Step<ReadRound, ReadEffect> begin(ReadPlan plan) {
    return ReadRound.begin(plan, Set.copyOf(REPLICAS));
  }

  private static ReadPlan strict(int required, boolean notfoundOk, boolean basicQuorum) {
    return new ReadPlan(
        CART,
        7,
        REPLICAS,
        List.of(),
        List.of(new Need(Requirement.R, required)),
        new Terms(3, Reconciliation.KEEP_SIBLINGS),
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
