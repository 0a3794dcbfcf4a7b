package io.gramme.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.machine.Step;
import io.gramme.membership.Bootstrap.Effect;
import io.gramme.membership.Bootstrap.Found;
import io.gramme.membership.Bootstrap.Inside;
import io.gramme.membership.Bootstrap.Join;
import io.gramme.membership.Bootstrap.Joining;
import io.gramme.membership.Bootstrap.Outside;
import io.gramme.membership.Bootstrap.Recycle;
import io.gramme.membership.Bootstrap.Seat;
import io.gramme.membership.Bootstrap.Sight;
import io.gramme.model.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final Duration MAJORITY_PATIENCE = Duration.ofSeconds(4);
  private static final Duration JOIN_PATIENCE = Duration.ofSeconds(8);

  private Step<Bootstrap, Effect> step = Step.to(Bootstrap.outside(seat(ANN)));
  private int ringSize = 3;
  private long nowMillis;

  @Test
  void theLowestFoundsAClusterAsSoonAsAllAreThere() {
    sees(false, 0, alone(BOB), alone(CAT));
    assertThat(step.effects()).containsExactly(new Found());
    sees(true, 1, alone(BOB), alone(CAT));
    assertThat(step.next()).isInstanceOf(Inside.class);
    assertThat(step.next().clusterId()).isEqualTo("fresh-ann");
  }

  @Test
  void theOthersWaitForTheLowest() {
    step = Step.to(Bootstrap.outside(seat(BOB)));
    sees(false, 0, alone(ANN), alone(CAT));
    passes(MAJORITY_PATIENCE.multipliedBy(10));
    sees(false, 0, alone(ANN), alone(CAT));
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void aMajorityWaitsForTheRestBeforeItFounds() {
    sees(false, 0, alone(BOB));
    passes(MAJORITY_PATIENCE);
    sees(false, 0, alone(BOB));
    assertThat(step.effects()).isEmpty();
    passes(Duration.ofMillis(1));
    sees(false, 0, alone(BOB));
    assertThat(step.effects()).containsExactly(new Found());
  }

  @Test
  void aMajorityThatBreaksUpBeginsToWaitAnew() {
    sees(false, 0, alone(BOB));
    passes(MAJORITY_PATIENCE);
    sees(false, 0);
    passes(Duration.ofMillis(500));
    sees(false, 0, alone(BOB));
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void aMinorityNeverFounds() {
    for (int i = 0; i < 100; i++) {
      sees(false, 0);
      assertThat(step.effects()).isEmpty();
      passes(MAJORITY_PATIENCE);
    }
  }

  @Test
  void halfARingIsNoMajority() {
    ringSize = 4;
    sees(false, 0, alone(BOB));
    passes(MAJORITY_PATIENCE.multipliedBy(2));
    sees(false, 0, alone(BOB));
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void theOnlyMemberFoundsAtOnce() {
    ringSize = 1;
    sees(false, 0);
    assertThat(step.effects()).containsExactly(new Found());
  }

  @Test
  void joinsWhoeverIsInACluster() {
    sees(false, 0, inCluster(BOB, "x", 2), inCluster(CAT, "x", 2));
    assertThat(step.effects()).containsExactly(new Join(List.of(address(BOB), address(CAT))));
    assertThat(step.next().clusterId()).isEqualTo("x");
  }

  @Test
  void joinsTheGreaterOfTwoIslands() {
    sees(false, 0, inCluster(BOB, "x", 2), inCluster(CAT, "y", 1));
    assertThat(step.effects()).containsExactly(new Join(List.of(address(BOB))));
  }

  @Test
  void triesAnotherWayWhenAJoinTakesTooLong() {
    sees(false, 0, inCluster(BOB, "x", 1));
    passes(JOIN_PATIENCE);
    sees(false, 0, inCluster(BOB, "x", 1));
    assertThat(step.next()).isInstanceOf(Joining.class);
    passes(Duration.ofMillis(1));
    sees(false, 0, inCluster(BOB, "x", 1));
    assertThat(step.next()).isInstanceOf(Outside.class);
  }

  /** It would take itself for a member of whatever it joins next, and never be found again. */
  @Test
  void aJoinThatSucceedsAfterItWasGivenUpIsUndone() {
    sees(false, 0, inCluster(BOB, "x", 1));
    passes(JOIN_PATIENCE.plusMillis(1));
    sees(false, 0);
    sees(true, 2, inCluster(CAT, "y", 3));
    assertThat(step.effects()).containsExactly(new Recycle());
    assertThat(step.next()).isInstanceOf(Outside.class);
  }

  @Test
  void aNodeThatMayBeInNoClusterNeitherFoundsNorJoins() {
    ringSize = 0;
    sees(false, 0, alone(BOB), alone(CAT));
    assertThat(step.effects()).isEmpty();
    sees(false, 0, inCluster(BOB, "x", 2));
    assertThat(step.effects()).isEmpty();
    ringSize = 3;
    sees(false, 0, inCluster(BOB, "x", 2));
    assertThat(step.effects()).hasSize(1);
  }

  @Test
  void leavesForAGreaterIslandOnceItIsSure() {
    step = Step.to(inside("x"));
    sees(true, 1, inCluster(BOB, "y", 2));
    sees(true, 1, inCluster(BOB, "y", 2));
    assertThat(step.effects()).isEmpty();
    sees(true, 1, inCluster(BOB, "y", 2));
    assertThat(step.effects()).containsExactly(new Recycle());
  }

  @Test
  void oneGlimpseOfAGreaterIslandIsNotEnough() {
    step = Step.to(inside("x"));
    for (int i = 0; i < 10; i++) {
      sees(true, 1, inCluster(BOB, "y", 2));
      sees(true, 1, inCluster(BOB, "y", 2));
      sees(true, 1);
      assertThat(step.effects()).isEmpty();
    }
  }

  @Test
  void ofTwoEqualIslandsTheOneWithTheLesserNameLeaves() {
    step = Step.to(inside("x"));
    for (int i = 0; i < 3; i++) sees(true, 1, inCluster(BOB, "w", 1));
    assertThat(step.effects()).isEmpty();
    for (int i = 0; i < 3; i++) sees(true, 1, inCluster(BOB, "y", 1));
    assertThat(step.effects()).containsExactly(new Recycle());
  }

  @Test
  void staysInItsClusterWhileItIsAlone() {
    step = Step.to(inside("x"));
    for (int i = 0; i < 20; i++) {
      passes(JOIN_PATIENCE);
      sees(true, 1);
      assertThat(step.effects()).isEmpty();
    }
    assertThat(step.next().clusterId()).isEqualTo("x");
  }

  private void sees(boolean isMember, int clusterSize, ProbeAnswer... answers) {
    step =
        step.next()
            .onProbes(new Sight(List.of(answers), ringSize, isMember, clusterSize, nowMillis));
  }

  private void passes(Duration time) {
    nowMillis += time.toMillis();
  }

  private static Bootstrap inside(String clusterId) {
    return new Inside(seat(ANN), clusterId, 0);
  }

  private static Seat seat(NodeId self) {
    return new Seat(self, MAJORITY_PATIENCE, JOIN_PATIENCE, "fresh-" + self);
  }

  private static ProbeAnswer alone(NodeId id) {
    return new ProbeAnswer(id, 1, address(id), "", 0);
  }

  private static ProbeAnswer inCluster(NodeId id, String clusterId, int size) {
    return new ProbeAnswer(id, 1, address(id), clusterId, size);
  }

  private static String address(NodeId id) {
    return "pekko://gramme@" + id + ":25520";
  }
}
