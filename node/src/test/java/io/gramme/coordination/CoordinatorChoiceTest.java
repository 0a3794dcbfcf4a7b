package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoordinatorChoiceTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final NodeId EVE = new NodeId("eve");
  private static final NodeId FAY = new NodeId("fay");
  private static final WritePlan PLAN =
      new WritePlan(
          Key.of("carts", "ann"),
          7,
          List.of(ANN, BOB, CAT),
          List.of(DAN, EVE),
          VersionVector.EMPTY,
          Value.text("milk"),
          List.of(),
          new Terms(3, Reconciliation.KEEP_SIBLINGS),
          Durability.OS,
          0);
  private static final Set<NodeId> ALL = Set.of(ANN, BOB, CAT, DAN, EVE, FAY);

  @Test
  void aPrimaryCoordinatesItselfAndThenAsksTheOthersInOrder() {
    assertThat(choose(CAT, "", ALL)).containsExactly(CAT, ANN, BOB, DAN, EVE);
    assertThat(choose(ANN, "", ALL)).containsExactly(ANN, BOB, CAT, DAN, EVE);
  }

  @Test
  void aStrangerAsksThePrimariesInOrder() {
    assertThat(choose(FAY, "", ALL)).containsExactly(ANN, BOB, CAT, DAN, EVE);
  }

  @Test
  void theFastestOfTheWritersReadComesFirst() {
    assertThat(choose(BOB, "cat", ALL)).startsWith(CAT, BOB, ANN);
    assertThat(choose(CAT, "ann", ALL)).startsWith(ANN, CAT, BOB);
    assertThat(choose(CAT, "cat", ALL)).startsWith(CAT, ANN, BOB);
  }

  @Test
  void theFastestIsForgottenIfItIsNoPrimaryOrOutOfReach() {
    assertThat(choose(ANN, "eve", ALL)).containsExactly(ANN, BOB, CAT, DAN, EVE);
    assertThat(choose(ANN, "bob", Set.of(CAT))).containsExactly(ANN, CAT);
  }

  /** Reads look for hints in this order too, so writes and reads meet. */
  @Test
  void fallbacksComeAfterEveryPrimaryAndInOrder() {
    assertThat(choose(EVE, "eve", ALL)).containsExactly(ANN, BOB, CAT, DAN, EVE);
    assertThat(choose(EVE, "", Set.of(DAN, EVE))).containsExactly(DAN, EVE);
  }

  @Test
  void primariesInTheSameZoneComeAfterTheFastestAndThisNode() {
    assertThat(chooseNear(FAY, "", Set.of(CAT), ALL)).containsExactly(CAT, ANN, BOB, DAN, EVE);
    assertThat(chooseNear(FAY, "", Set.of(BOB, CAT), ALL)).startsWith(BOB, CAT, ANN);
    assertThat(chooseNear(BOB, "", Set.of(BOB, CAT), ALL)).startsWith(BOB, CAT, ANN);
    assertThat(chooseNear(FAY, "ann", Set.of(CAT), ALL)).startsWith(ANN, CAT, BOB);
    assertThat(chooseNear(CAT, "bob", Set.of(ANN, CAT), ALL)).startsWith(BOB, CAT, ANN);
    assertThat(chooseNear(FAY, "", Set.of(CAT), Set.of(ANN, BOB))).containsExactly(ANN, BOB);
  }

  /** Where reads look for hints does not follow who wrote. */
  @Test
  void noFallbackIsNearerThanAnother() {
    assertThat(chooseNear(FAY, "", Set.of(EVE), ALL)).containsExactly(ANN, BOB, CAT, DAN, EVE);
  }

  @Test
  void nobodyOutOfReachIsACandidate() {
    assertThat(choose(FAY, "", Set.of(FAY))).isEmpty();
    assertThat(choose(ANN, "", Set.of())).containsExactly(ANN);
    assertThat(choose(EVE, "", Set.of())).containsExactly(EVE);
  }

  private static List<NodeId> chooseNear(
      NodeId self, String fastest, Set<NodeId> near, Set<NodeId> reachable) {
    return CoordinatorChoice.candidates(PLAN, self, fastest, near, reachable);
  }

  private static List<NodeId> choose(NodeId self, String fastest, Set<NodeId> reachable) {
    return CoordinatorChoice.candidates(PLAN, self, fastest, reachable);
  }
}
