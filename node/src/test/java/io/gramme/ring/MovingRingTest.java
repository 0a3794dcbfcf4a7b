package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gramme.model.NodeId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Partition 0 moves from (ann, bob, cat) to (dan, bob, cat) with ann leaving; 1 stays. */
class MovingRingTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final Layout BEFORE =
      new Layout(Memberships.of("ann", "bob", "cat"), List.of(ANN, BOB, CAT, CAT));
  private static final Layout AFTER =
      new Layout(Memberships.of("bob", "cat", "dan"), List.of(DAN, BOB, CAT, CAT));
  private static final RingVersion MOVING = moving(BEFORE, AFTER, Set.of());
  private static final Ring PENDING = Ring.of(MOVING);
  private static final Ring JOINT = PENDING.with(PENDING.progress().with(0, DAN, Mark.READY));
  private static final Ring SETTLED = JOINT.with(JOINT.progress().with(0, DAN, Mark.COMPLETE));

  private static RingVersion moving(Layout before, Layout after, Set<NodeId> removed) {
    return new RingVersion(
        2,
        RingVersion.first(before.members(), 4, 3).id(),
        BOB,
        1,
        3,
        after.members(),
        after.owners(),
        new Origins(List.of(before), List.of(1, 0, 0, 0)),
        new TreeSet<>(removed));
  }

  @Test
  void aPartitionSettlesByTheMarksOfThoseWhoGain() {
    assertThat(PENDING.gaining(0)).containsExactly(DAN);
    assertThat(PENDING.stage(0)).isEqualTo(Stage.PENDING);
    assertThat(JOINT.stage(0)).isEqualTo(Stage.JOINT);
    assertThat(SETTLED.stage(0)).isEqualTo(Stage.SETTLED);
    assertThat(SETTLED.gaining(0)).isEmpty();
    assertThat(PENDING.stage(1)).isEqualTo(Stage.SETTLED);
    assertThat(PENDING.isSettled()).isFalse();
    assertThat(SETTLED.isSettled()).isTrue();
    assertThat(PENDING.with(PENDING.progress().with(0, BOB, Mark.COMPLETE)).stage(0))
        .isEqualTo(Stage.PENDING);
  }

  @Test
  void requestsGoByTheOriginUntilThePartitionHasSettled() {
    assertThat(PENDING.preferenceList(0)).containsExactly(ANN, BOB, CAT, DAN);
    assertThat(JOINT.preferenceList(0)).containsExactly(ANN, BOB, CAT, DAN);
    assertThat(SETTLED.preferenceList(0)).containsExactly(DAN, BOB, CAT);
    assertThat(PENDING.originList(0)).containsExactly(ANN, BOB, CAT);
    assertThat(PENDING.targetList(0)).containsExactly(DAN, BOB, CAT);
  }

  @Test
  void whileItMovesBothSidesKeepAPartition() {
    assertThat(PENDING.keepers(0, 2)).containsExactly(ANN, BOB, DAN);
    assertThat(JOINT.keepers(0, 1)).containsExactly(ANN, DAN);
    assertThat(SETTLED.keepers(0, 2)).containsExactly(DAN, BOB);
    assertThat(PENDING.rank(0, DAN)).isZero();
    assertThat(PENDING.rank(0, ANN)).isZero();
    assertThat(SETTLED.rank(0, ANN)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void onlyAJointStageCountsInTwoGroups() {
    assertThat(PENDING.groups(0, 2)).containsExactly(List.of(ANN, BOB));
    assertThat(JOINT.groups(0, 2)).containsExactly(List.of(ANN, BOB), List.of(DAN, BOB));
    assertThat(SETTLED.groups(0, 2)).containsExactly(List.of(DAN, BOB));
  }

  @Test
  void laterStagesHaveGreaterStamps() {
    assertThat(PENDING.stamp(0)).isEqualTo(8);
    assertThat(List.of(JOINT.stamp(0), SETTLED.stamp(0), PENDING.stamp(1)))
        .containsExactly(9L, 10L, 10L);
  }

  @Test
  void whoLeavesTakesPartUntilItsPartitionsHaveSettled() {
    assertThat(PENDING.participants()).containsExactlyInAnyOrder(ANN, BOB, CAT, DAN);
    assertThat(SETTLED.participants()).containsExactlyInAnyOrder(BOB, CAT, DAN);
    assertThat(PENDING.isMember(ANN)).isFalse();
    Ring lost = Ring.of(moving(BEFORE, AFTER, Set.of(ANN)));
    assertThat(lost.participants()).containsExactlyInAnyOrder(BOB, CAT, DAN);
    assertThat(lost.keepers(0, 1)).containsExactly(ANN, DAN);
  }

  @Test
  void aNodeThatComesForwardGainsTheKeysOfFewReplicas() {
    Layout rotated = new Layout(BEFORE.members(), List.of(CAT, ANN, BOB, CAT));
    Ring ring = Ring.of(moving(BEFORE, rotated, Set.of()));
    assertThat(ring.gaining(0)).containsExactly(CAT);
    assertThat(ring.gain(0, CAT)).contains(new Gain(1, 2));
    assertThat(ring.gain(0, ANN)).isEmpty();
    assertThat(PENDING.gain(0, DAN)).contains(new Gain(1, Integer.MAX_VALUE));
    assertThat(SETTLED.gain(0, DAN)).isEmpty();
  }

  @Test
  void whereFewerThanNRemainTheFirstCollectsWhatTheOthersHeld() {
    Layout two = new Layout(Memberships.of("ann", "bob"), List.of(ANN, BOB, ANN, BOB));
    Ring ring = Ring.of(moving(BEFORE, two, Set.of()));
    assertThat(ring.gaining(0)).containsExactly(ANN);
    assertThat(ring.gain(0, ANN)).contains(new Gain(3, Integer.MAX_VALUE));
    assertThat(Ring.of(moving(BEFORE, two, Set.of(CAT))).isSettled()).isTrue();
  }

  @Test
  void progressOfAnotherVersionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ring.of(MOVING, Progress.none(RingId.NONE)))
        .withMessageContaining("says nothing of ring");
  }

  @Test
  void aRingThatCameFurtherSharesItsLists() {
    assertThat(JOINT.preferenceList(0)).isSameAs(PENDING.preferenceList(0));
    assertThat(PENDING.with(PENDING.progress())).isSameAs(PENDING);
    assertThat(JOINT).isNotEqualTo(PENDING);
  }

  @Test
  void aForcedChangeKeepsTheOriginOfWhatHasNotSettled() {
    RingVersion first = RingVersion.first(Memberships.of("ann", "bob", "cat", "dan"), 16, 3);
    RingVersion second =
        Memberships.next(first, ANN, 1, Memberships.of("ann", "bob", "cat", "dan", "eve"));
    Ring ring = Ring.of(second);
    int moving = firstMoving(ring);
    Progress done = ring.progress();
    for (NodeId node : ring.gaining(moving)) done = done.with(moving, node, Mark.COMPLETE);
    RingVersion third = second.next(BOB, 2, Memberships.of("ann", "bob", "cat", "eve"), done);
    List<Integer> under =
        IntStream.range(0, 16)
            .filter(p -> p != moving && second.origins().moves(p) && third.origins().moves(p))
            .boxed()
            .toList();
    assertThat(under).isNotEmpty();
    for (int p : under) assertThat(third.origins().of(p)).isEqualTo(first.layout());
    if (third.origins().moves(moving))
      assertThat(third.origins().of(moving)).isEqualTo(second.layout());
  }

  private static int firstMoving(Ring ring) {
    int p = 0;
    while (ring.stage(p) == Stage.SETTLED) p++;
    return p;
  }
}
