package io.gramme.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.machine.Step;
import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Stage;
import io.gramme.transfer.HandoverEffect.Await;
import io.gramme.transfer.HandoverEffect.Compare;
import io.gramme.transfer.HandoverEffect.Fence;
import io.gramme.transfer.HandoverEffect.Fetch;
import io.gramme.transfer.HandoverEffect.Forget;
import io.gramme.transfer.HandoverEffect.Publish;
import io.gramme.transfer.HandoverEffect.Save;
import io.gramme.transfer.HandoverEffect.StopFetching;
import io.gramme.transfer.HandoverEffect.WantTurn;
import io.gramme.transfer.HandoverEffect.YieldTurn;
import io.gramme.transfer.HandoverRound.Pace;
import io.gramme.transfer.HandoverRound.Plan;
import io.gramme.transfer.HandoverRound.Sight;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dan gains a partition that ann and bob keep. */
class HandoverRoundTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId DAN = new NodeId("dan");
  private static final Set<NodeId> BOTH = Set.of(ANN, BOB);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Plan PLAN =
      new Plan(DAN, List.of(ANN, BOB), new Pace(PATIENCE, BACK_OFF, SETTLE));

  private static final Blob MIDDLE = Blob.utf8("m");
  private static final Checkpoint.Stored HALF =
      new Checkpoint.Stored(MIDDLE, false, 10, 1_000, 1_000);
  private static final Checkpoint.Stored REST =
      new Checkpoint.Stored(Blob.utf8("z"), true, 5, 500, 0);
  private static final Checkpoint HALFWAY = new Checkpoint(MIDDLE, false, 10, 1_000);
  private static final Checkpoint ALL = new Checkpoint(Blob.utf8("z"), true, 15, 1_500);

  private Step<HandoverRound, HandoverEffect> step =
      HandoverRound.begin(PLAN, Checkpoint.START, pending(), BOTH);

  @Test
  void aTurnIsAwaitedAndThenTheFirstNodeIsFetchedFrom() {
    assertThat(step.effects()).containsExactly(new WantTurn());
    step = step.next().onTurn();
    assertThat(step.effects()).containsExactly(new Fetch(1, ANN, Blob.EMPTY));
  }

  @Test
  void everySliceThatIsStoredIsRemembered() {
    fetching();
    step = step.next().onStored(1, HALF);
    assertThat(step.effects()).containsExactly(new Save(HALFWAY));
    step = step.next().onStored(1, REST);
    assertThat(step.effects())
        .containsExactly(new Save(ALL), new YieldTurn(), new Compare(2), new Await(PATIENCE));
  }

  @Test
  void aRestartGoesOnAtTheCheckpoint() {
    step = HandoverRound.begin(PLAN, HALFWAY, pending(), BOTH);
    step = step.next().onTurn();
    assertThat(step.effects()).containsExactly(new Fetch(1, ANN, MIDDLE));
    assertThat(HandoverRound.begin(PLAN, ALL, pending(), BOTH).effects())
        .containsExactly(new Compare(1), new Await(PATIENCE));
  }

  @Test
  void anotherSourceGoesOnWhereTheFirstFailed() {
    fetching();
    step = step.next().onStored(1, HALF);
    step = step.next().onFailed(1, "no answer");
    assertThat(step.effects()).containsExactly(new YieldTurn(), new Await(BACK_OFF));
    assertThat(step.next().course().trouble()).isEqualTo("ann: no answer");
    step = step.next().onMoment();
    assertThat(step.effects()).containsExactly(new WantTurn());
    step = step.next().onTurn();
    assertThat(step.effects()).containsExactly(new Fetch(2, BOB, MIDDLE));
  }

  @Test
  void aSourceOutOfReachIsLeftAtOnce() {
    fetching();
    step = step.next().onReachable(Set.of(BOB));
    assertThat(step.effects())
        .containsExactly(new StopFetching(), new YieldTurn(), new Await(BACK_OFF));
    assertThat(step.next().onStored(1, HALF).effects()).isEmpty();
  }

  @Test
  void whereNobodyCanBeReachedTheFirstToComeBackIsFetchedFrom() {
    step = HandoverRound.begin(PLAN, Checkpoint.START, pending(), Set.of());
    assertThat(step.effects()).containsExactly(new Await(BACK_OFF));
    step = step.next().onReachable(Set.of(BOB));
    assertThat(step.effects()).containsExactly(new WantTurn());
    assertThat(step.next().onTurn().effects()).containsExactly(new Fetch(1, BOB, Blob.EMPTY));
  }

  @Test
  void failuresAreFollowedByLongerPauses() {
    for (long factor : List.of(1, 2, 4, 8, 16, 32, 32)) {
      long number = fetching();
      step = step.next().onFailed(number, "no");
      assertThat(step.effects()).contains(new Await(BACK_OFF.multipliedBy(factor)));
      step = step.next().onMoment();
    }
  }

  @Test
  void whoIsEqualToAllOthersIsReady() {
    comparing();
    step = step.next().onMoment();
    assertThat(step.effects()).containsExactly(new Compare(1), new Await(PATIENCE));
    assertThat(step.next().onCompared(0).effects()).isEmpty();
    step = step.next().onCompared(1);
    assertThat(step.effects()).containsExactly(new Publish(Mark.READY), new Await(BACK_OFF));
  }

  @Test
  void whatWasPublishedIsPublishedAgainUntilTheRingSaysSo() {
    ready(pending());
    assertThat(step.next().onMoment().effects())
        .containsExactly(new Publish(Mark.READY), new Await(BACK_OFF));
    step = step.next().onSight(new Sight(Stage.PENDING, Optional.of(Mark.READY)));
    assertThat(step.next().onMoment().effects()).containsExactly(new Await(BACK_OFF));
  }

  @Test
  void nobodyIsFencedBeforeTheJointStageHasSunkIn() {
    ready(pending());
    step = step.next().onSight(joint());
    assertThat(step.effects()).containsExactly(new Await(SETTLE));
    assertThat(step.next().onSight(joint()).effects()).isEmpty();
    step = step.next().onMoment();
    assertThat(step.effects()).containsExactly(new Fence(ANN), new Fence(BOB), new Await(BACK_OFF));
  }

  @Test
  void whoIsNotYetSoFarIsAskedAgainAndNobodyElse() {
    fencing();
    step = step.next().onFenced(ANN);
    step = step.next().onNotFenced(BOB, "NOT_YET");
    assertThat(step.next().course().trouble()).isEqualTo("bob: NOT_YET");
    assertThat(step.next().onMoment().effects())
        .containsExactly(new Fence(BOB), new Await(BACK_OFF));
  }

  @Test
  void completeIsWhoWasComparedOnceMoreAfterTheLastFence() {
    fencing();
    step = step.next().onFenced(ANN);
    step = step.next().onFenced(ANN);
    assertThat(step.effects()).isEmpty();
    step = step.next().onFenced(BOB);
    assertThat(step.effects()).containsExactly(new Compare(1), new Await(PATIENCE));
    step = step.next().onCompared(1);
    assertThat(step.effects()).containsExactly(new Publish(Mark.COMPLETE), new Await(BACK_OFF));
  }

  /** It was begun before the fences, and says nothing of what was written until then. */
  @Test
  void anEarlierComparisonThatEndsLateCompletesNothing() {
    comparing();
    step = step.next().onCompared(1);
    step = step.next().onSight(joint());
    step = step.next().onMoment();
    step = step.next().onFenced(ANN);
    step = step.next().onFenced(BOB);
    assertThat(step.effects()).containsExactly(new Compare(2), new Await(PATIENCE));
    assertThat(step.next().onCompared(1).effects()).isEmpty();
  }

  @Test
  void aRestartBehindAMarkGoesOnThere() {
    assertThat(HandoverRound.begin(PLAN, Checkpoint.START, joint(), BOTH).effects())
        .containsExactly(new Publish(Mark.READY), new Await(SETTLE));
    assertThat(
            HandoverRound.begin(
                    PLAN,
                    Checkpoint.START,
                    new Sight(Stage.JOINT, Optional.of(Mark.COMPLETE)),
                    BOTH)
                .effects())
        .containsExactly(new Publish(Mark.COMPLETE), new Await(BACK_OFF));
  }

  @Test
  void itEndsWhenThePartitionHasSettled() {
    fetching();
    step = step.next().onSight(new Sight(Stage.SETTLED, Optional.empty()));
    assertThat(step.effects()).containsExactly(new StopFetching(), new YieldTurn(), new Forget());
    assertThat(step.next()).isInstanceOf(HandoverRound.Finished.class);
  }

  @Test
  void whereNobodyIsLeftToFetchFromThereIsOnlyTheComparison() {
    Plan alone = new Plan(DAN, List.of(DAN), PLAN.pace());
    assertThat(HandoverRound.begin(alone, Checkpoint.START, pending(), Set.of()).effects())
        .containsExactly(new Compare(1), new Await(PATIENCE));
  }

  private long fetching() {
    step = step.next().onTurn();
    return step.next().course().number();
  }

  private void comparing() {
    step = HandoverRound.begin(PLAN, ALL, pending(), BOTH);
  }

  private void ready(Sight sight) {
    step = HandoverRound.begin(PLAN, ALL, sight, BOTH);
    step = step.next().onCompared(1);
  }

  private void fencing() {
    step = HandoverRound.begin(PLAN, Checkpoint.START, joint(), BOTH);
    step = step.next().onMoment();
  }

  private static Sight pending() {
    return new Sight(Stage.PENDING, Optional.empty());
  }

  private static Sight joint() {
    return new Sight(Stage.JOINT, Optional.of(Mark.READY));
  }
}
