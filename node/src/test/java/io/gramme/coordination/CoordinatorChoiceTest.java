package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoordinatorChoiceTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final List<NodeId> REPLICAS = List.of(ANN, BOB, CAT);
  private static final Set<NodeId> ALL = Set.of(ANN, BOB, CAT, DAN);

  @Test
  void aReplicaCoordinatesItselfAndThenAsksTheOthersInOrder() {
    assertThat(CoordinatorChoice.candidates(REPLICAS, CAT, "", ALL)).containsExactly(CAT, ANN, BOB);
    assertThat(CoordinatorChoice.candidates(REPLICAS, ANN, "", ALL)).containsExactly(ANN, BOB, CAT);
  }

  @Test
  void aStrangerAsksTheReplicasInOrder() {
    assertThat(CoordinatorChoice.candidates(REPLICAS, DAN, "", ALL)).containsExactly(ANN, BOB, CAT);
  }

  @Test
  void theFastestOfTheWritersReadComesFirst() {
    assertThat(CoordinatorChoice.candidates(REPLICAS, BOB, "cat", ALL))
        .containsExactly(CAT, BOB, ANN);
    assertThat(CoordinatorChoice.candidates(REPLICAS, CAT, "ann", ALL))
        .containsExactly(ANN, CAT, BOB);
    assertThat(CoordinatorChoice.candidates(REPLICAS, CAT, "cat", ALL))
        .containsExactly(CAT, ANN, BOB);
  }

  @Test
  void theFastestIsForgottenIfItIsNoReplicaOrOutOfReach() {
    assertThat(CoordinatorChoice.candidates(REPLICAS, ANN, "dan", ALL))
        .containsExactly(ANN, BOB, CAT);
    assertThat(CoordinatorChoice.candidates(REPLICAS, ANN, "bob", Set.of(CAT)))
        .containsExactly(ANN, CAT);
  }

  @Test
  void nobodyOutOfReachIsACandidate() {
    assertThat(CoordinatorChoice.candidates(REPLICAS, DAN, "", Set.of(DAN))).isEmpty();
    assertThat(CoordinatorChoice.candidates(REPLICAS, ANN, "", Set.of())).containsExactly(ANN);
  }
}
