package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.DAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeighboursTest {

  private static final FrontEnds RING =
      new FrontEnds(3, 3, Map.of(BOB, "bob:1", CAT, "cat:1"), Map.of(DAN, "dan:1"), true);
  private static final Neighbours MET = Neighbours.NONE.following(RING);

  @Test
  void whoeverIsNotLookedForIsNotListenedTo() {
    assertThat(MET.answered(answer(ANN, 1), 5)).isEqualTo(MET);
    assertThat(MET.shown(new Incarnation(ANN, 7), "pekko://gramme@a:1")).isEqualTo(MET);
    assertThat(peers(MET.answered(answer(BOB, 1), 5))).containsExactly(BOB);
  }

  /** A peer of another version must be seen by operators and reached by nobody. */
  @Test
  void whoeverSpeaksAnotherWireFormatIsHeardAndLeftOut() {
    Neighbours before = MET.answered(answer(BOB, 1), 5);
    ProbeAnswer strange = answer(BOB, 9);
    Neighbours after = before.answered(strange, 6);
    assertThat(peers(after)).isEmpty();
    assertThat(after.heard()).containsEntry(BOB, strange);
    assertThat(before.newRefusals(after)).singleElement().asString().contains("wire format 9");
    assertThat(after.newRefusals(after.answered(strange, 7))).isEmpty();
    assertThat(peers(after.shown(new Incarnation(BOB, 8), "pekko://gramme@b:1"))).isEmpty();
    assertThat(after.ofTheRing(List.of(strange))).isEmpty();
  }

  @Test
  void guestsAreReachedAndDoNotCountForTheCluster() {
    ProbeAnswer dan = answer(DAN, 1);
    assertThat(peers(MET.answered(dan, 5))).containsExactly(DAN);
    assertThat(MET.ofTheRing(List.of(dan, answer(CAT, 1)))).containsExactly(answer(CAT, 1));
  }

  @Test
  void whoHasGoneIsForgotten() {
    Neighbours all = MET.answered(answer(BOB, 1), 5).answered(answer(CAT, 1), 5);
    Neighbours fewer = all.following(new FrontEnds(4, 2, Map.of(CAT, "cat:1"), Map.of(), true));
    assertThat(peers(fewer)).containsExactly(CAT);
    assertThat(fewer.heard()).containsOnlyKeys(CAT);
  }

  @Test
  void aNodeThatMayNotJoinReckonsWithNobody() {
    assertThat(MET.ringSize()).isEqualTo(3);
    FrontEnds barred = new FrontEnds(3, 3, RING.participants(), RING.guests(), false);
    assertThat(MET.following(barred).ringSize()).isZero();
  }

  @Test
  void aLargeRingIsProbedInTurnAndNobodyIsLeftOut() {
    Map<NodeId, String> many = new HashMap<>();
    for (int i = 0; i < 20; i++) many.put(new NodeId("n" + i), "n" + i + ":1");
    Neighbours ring = Neighbours.NONE.following(new FrontEnds(1, 21, many, Map.of(), true));
    assertThat(ring.toProbe(0, false)).hasSize(20);
    Set<String> probed = new HashSet<>();
    for (int turn = 0; turn < 5; turn++) {
      assertThat(ring.toProbe(turn, true)).hasSize(8);
      probed.addAll(ring.toProbe(turn, true));
    }
    assertThat(probed).hasSize(20);
  }

  private static Set<NodeId> peers(Neighbours neighbours) {
    return neighbours.sightings().peers(seen -> true).reachable();
  }

  private static ProbeAnswer answer(NodeId id, int wire) {
    return new ProbeAnswer(
        id, 1, "pekko://gramme@" + id + ":1", "", 0, id + ":1", "disk", 3, new Formats(wire, 1));
  }
}
