package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gramme.model.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final NodeId EVE = new NodeId("eve");

  @Test
  void aPreferenceListGoesRoundTheRingAndEndsWithThoseWhoOwnNothing() {
    Ring ring = ring(Memberships.of("ann", "bob", "cat", "dan", "eve"), CAT, CAT, ANN, BOB);
    assertThat(ring.preferenceList(0)).containsExactly(CAT, ANN, BOB, DAN, EVE);
    assertThat(ring.preferenceList(1)).containsExactly(CAT, ANN, BOB, DAN, EVE);
    assertThat(ring.preferenceList(2)).containsExactly(ANN, BOB, CAT, DAN, EVE);
    assertThat(ring.preferenceList(3)).containsExactly(BOB, CAT, ANN, DAN, EVE);
  }

  @Test
  void zonesTakeTurnsInAPreferenceList() {
    List<Member> members =
        List.of(
            Member.of(ANN).inZone("east"),
            Member.of(BOB).inZone("east"),
            Member.of(CAT).inZone("east"),
            Member.of(DAN).inZone("west"));
    Ring ring = ring(members, ANN, BOB, CAT, DAN);
    assertThat(ring.preferenceList(0)).containsExactly(ANN, DAN, BOB, CAT);
    assertThat(ring.preferenceList(3)).containsExactly(DAN, ANN, BOB, CAT);
  }

  @Test
  void theFirstNAreKeepers() {
    Ring ring = ring(Memberships.of("ann", "bob", "cat", "dan"), ANN, BOB, CAT, DAN);
    assertThat(ring.keepers(1, 2)).containsExactly(BOB, CAT);
    assertThat(ring.groups(1, 2)).containsExactly(List.of(BOB, CAT));
    assertThat(ring.rank(1, ANN)).isEqualTo(3);
    assertThat(ring.rank(1, EVE)).isEqualTo(Integer.MAX_VALUE);
    assertThat(ring.isPrimary(CAT, 1, 2)).isTrue();
    assertThat(ring.isPrimary(DAN, 1, 2)).isFalse();
  }

  @Test
  void withFewerMembersThanNAllAreKeepers() {
    Ring ring = ring(Memberships.of("ann", "bob"), ANN, BOB);
    assertThat(ring.keepers(1, 3)).containsExactly(BOB, ANN);
    assertThat(ring.isPrimary(ANN, 1, 3)).isTrue();
    assertThat(ring.isPrimary(EVE, 1, 3)).isFalse();
  }

  @Test
  void aMemberKnowsItsPartitions() {
    Ring ring = ring(Memberships.of("ann", "bob", "cat"), ANN, BOB, ANN, BOB);
    assertThat(ring.partitionsOf(ANN)).containsExactly(0, 2);
    assertThat(ring.partitionsOf(CAT)).isEmpty();
    assertThat(ring.partitionsOf(EVE)).isEmpty();
    assertThat(ring.isMember(CAT)).isTrue();
    assertThat(ring.isMember(EVE)).isFalse();
    assertThat(ring.owner(2)).isEqualTo(ANN);
  }

  @Test
  void aListIsWorkedOutOnce() {
    Ring ring = ring(Memberships.of("ann", "bob"), ANN, BOB);
    assertThat(ring.preferenceList(1)).isSameAs(ring.preferenceList(1));
  }

  @Test
  void thereIsNoPartitionBeyondTheLast() {
    Ring ring = ring(Memberships.of("ann", "bob"), ANN, BOB);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ring.preferenceList(2))
        .withMessage("partition 2 of a ring with 2");
  }

  private static Ring ring(List<Member> members, NodeId... owners) {
    return Ring.of(new RingVersion(1, RingId.NONE, ANN, 0, 2, members, List.of(owners)));
  }
}
