package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.antientropy.ReapRound.AwaitAnswers;
import io.gramme.antientropy.ReapRound.AwaitSettled;
import io.gramme.antientropy.ReapRound.Confirm;
import io.gramme.antientropy.ReapRound.CountHints;
import io.gramme.antientropy.ReapRound.Effect;
import io.gramme.antientropy.ReapRound.Ending;
import io.gramme.antientropy.ReapRound.Forget;
import io.gramme.antientropy.ReapRound.LookAtRoots;
import io.gramme.antientropy.ReapRound.Plan;
import io.gramme.antientropy.ReapRound.Report;
import io.gramme.machine.Step;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Buried;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReapRoundTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final LeafEntry CART = new LeafEntry(Key.of("carts", "ann"), 1);
  private static final LeafEntry BOX = new LeafEntry(Key.of("carts", "bob"), 2);
  private static final Plan PLAN =
      new Plan(
          List.of(ANN, BOB, CAT, DAN), List.of(), List.of(new Buried(CART, 3), new Buried(BOX, 2)));

  private final List<Effect> effects = new ArrayList<>();
  private ReapRound round;

  @Test
  void whatAllPrimariesHoldIsForgottenByAllOfThem() {
    begin();
    assertThat(effects)
        .containsExactly(
            new CountHints(ANN),
            new CountHints(BOB),
            new CountHints(CAT),
            new CountHints(DAN),
            new LookAtRoots(ANN),
            new LookAtRoots(BOB),
            new LookAtRoots(CAT),
            new LookAtRoots(DAN),
            new AwaitAnswers());
    noHints();
    assertThat(effects)
        .containsExactlyInAnyOrder(
            new Confirm(ANN, List.of(CART, BOX)),
            new Confirm(BOB, List.of(CART, BOX)),
            new Confirm(CAT, List.of(CART)),
            new AwaitAnswers());
    effects.clear();
    take(round.onConfirmed(ANN, List.of(CART, BOX)));
    take(round.onConfirmed(BOB, List.of(CART, BOX)));
    assertThat(effects).isEmpty();
    take(round.onConfirmed(CAT, List.of(CART)));
    assertThat(effects).containsExactly(new AwaitSettled());
    effects.clear();
    take(round.onDeadline());
    assertThat(effects)
        .containsExactlyInAnyOrder(
            new Forget(ANN, List.of(CART, BOX)),
            new Forget(BOB, List.of(CART, BOX)),
            new Forget(CAT, List.of(CART)),
            new AwaitAnswers());
    effects.clear();
    for (NodeId node : List.of(ANN, BOB, CAT)) take(round.onForgotten(node));
    assertThat(effects).containsExactly(new Report(Ending.FORGOTTEN, 2));
  }

  @Test
  void oneMemberOutOfReachHoldsUpEverything() {
    take(ReapRound.begin(PLAN, Set.of(ANN, BOB, CAT)));
    assertThat(effects).containsExactly(new Report(Ending.MEMBER_UNREACHABLE, 0));
  }

  @Test
  void oneHintAnywhereHoldsUpEverything() {
    begin();
    effects.clear();
    take(round.onHints(ANN, 0));
    take(round.onHints(DAN, 1));
    assertThat(effects).containsExactly(new Report(Ending.HINTS_OUTSTANDING, 0));
  }

  @Test
  void whoDoesNotSayHowManyHintsItKeepsHoldsUpEverything() {
    begin();
    effects.clear();
    for (NodeId node : List.of(ANN, BOB, CAT)) take(round.onHints(node, 0));
    take(round.onHints(CAT, 0));
    assertThat(effects).isEmpty();
    take(round.onDeadline());
    assertThat(effects).containsExactly(new Report(Ending.NO_ANSWER, 0));
  }

  /** It may have missed the delete, and would be sent to the primaries before it goes. */
  @Test
  void oneOldCopyAnywhereHoldsUpEverything() {
    begin();
    effects.clear();
    take(round.onRoots(CAT, Set.of(3)));
    take(round.onRoots(DAN, Set.of(3)));
    assertThat(effects).containsExactly(new Report(Ending.OLD_COPIES_LEFT, 0));
  }

  @Test
  void whoIsLeavingMustHaveLetGoOfEverything() {
    Plan plan = new Plan(List.of(ANN), List.of(DAN), List.of(new Buried(CART, 1)));
    take(ReapRound.begin(plan, Set.of(ANN)));
    assertThat(effects).containsExactly(new Report(Ending.MEMBER_UNREACHABLE, 0));
    effects.clear();
    take(ReapRound.begin(plan, Set.of(ANN, DAN)));
    take(round.onRoots(DAN, Set.of(5)));
    assertThat(effects).contains(new Report(Ending.OLD_COPIES_LEFT, 0));
  }

  @Test
  void whoDoesNotSayWhatItHoldsHoldsUpEverything() {
    begin();
    effects.clear();
    for (NodeId node : List.of(ANN, BOB, CAT, DAN)) take(round.onHints(node, 0));
    for (NodeId node : List.of(ANN, BOB, CAT)) take(round.onRoots(node, Set.of(3)));
    assertThat(effects).isEmpty();
    take(round.onDeadline());
    assertThat(effects).containsExactly(new Report(Ending.NO_ANSWER, 0));
  }

  @Test
  void whatOnePrimaryDoesNotHoldIsKeptByAll() {
    begin();
    noHints();
    effects.clear();
    take(round.onConfirmed(ANN, List.of(CART, BOX)));
    take(round.onConfirmed(BOB, List.of(CART, BOX)));
    take(round.onConfirmed(CAT, List.of(new LeafEntry(CART.key(), 99))));
    take(round.onDeadline());
    assertThat(effects)
        .filteredOn(Forget.class::isInstance)
        .containsExactlyInAnyOrder(new Forget(ANN, List.of(BOX)), new Forget(BOB, List.of(BOX)));
  }

  @Test
  void whoDoesNotConfirmHoldsNothing() {
    begin();
    noHints();
    effects.clear();
    take(round.onConfirmed(ANN, List.of(CART, BOX)));
    take(round.onFailure(BOB));
    take(round.onConfirmed(BOB, List.of(CART, BOX)));
    take(round.onDeadline());
    assertThat(effects).containsExactly(new Report(Ending.NOT_HELD_BY_ALL, 0));
  }

  @Test
  void aRingOfFewerThanNodesThanReplicasIsProofEnoughOfItself() {
    take(
        ReapRound.begin(
            new Plan(List.of(ANN), List.of(), List.of(new Buried(CART, 3))), Set.of(ANN)));
    take(round.onHints(ANN, 0));
    take(round.onRoots(ANN, Set.of(3)));
    take(round.onConfirmed(ANN, List.of(CART)));
    take(round.onDeadline());
    assertThat(effects).contains(new Forget(ANN, List.of(CART)));
  }

  private void begin() {
    take(ReapRound.begin(PLAN, Set.of(ANN, BOB, CAT, DAN)));
  }

  private void noHints() {
    effects.clear();
    for (NodeId node : List.of(ANN, BOB, CAT, DAN)) take(round.onHints(node, 0));
    take(round.onRoots(ANN, Set.of(1, 2, 3)));
    take(round.onRoots(BOB, Set.of(2, 3)));
    take(round.onRoots(CAT, Set.of(3)));
    take(round.onRoots(DAN, Set.of()));
  }

  private void take(Step<ReapRound, Effect> step) {
    round = step.next();
    effects.addAll(step.effects());
  }
}
