package io.gramme.ring;

import static io.gramme.ring.Memberships.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gramme.model.NodeId;
import io.gramme.ring.Violation.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");

  @Test
  void aFourthNodeTakesItsQuarterAndNothingElseMoves() {
    Claim three = new Claim(numbered(3, 1), 64, 3);
    Claim four = new Claim(numbered(4, 1), 64, 3);
    List<NodeId> before = three.first();
    List<NodeId> after = four.next(before);
    assertThat(four.moves(before, after)).isEqualTo(16);
    assertThat(four.violations(after)).isEmpty();
    assertThat(Collections.frequency(after, new NodeId("n003"))).isEqualTo(16);
  }

  @Test
  void oneMoreAmongAHundredMovesNoMoreThanItsShare() {
    List<NodeId> before = new Claim(numbered(100, 1), 1024, 3).first();
    Claim more = new Claim(numbered(101, 1), 1024, 3);
    assertThat(more.moves(before, more.next(before))).isBetween(10, 12);
  }

  @Test
  void whatALeaverHeldIsAllThatMoves() {
    List<NodeId> before = new Claim(numbered(11, 1), 1024, 3).first();
    Claim fewer = new Claim(numbered(10, 1), 1024, 3);
    int held = Collections.frequency(before, new NodeId("n010"));
    assertThat(fewer.moves(before, fewer.next(before))).isBetween(held, held + 2);
  }

  @Test
  void nothingMovesWhenNothingChanges() {
    for (int nodes : new int[] {1, 2, 4, 7, 30}) {
      Claim claim = new Claim(numbered(nodes, 1), 64, 3);
      List<NodeId> owners = claim.first();
      assertThat(claim.next(owners)).isEqualTo(owners);
    }
  }

  @Test
  void theOrderInWhichMembersAreToldDoesNotMatter() {
    List<Member> members = numbered(20, 3);
    List<Member> shuffled = new ArrayList<>(members);
    Collections.reverse(shuffled);
    assertThat(new Claim(shuffled, 256, 3).first()).isEqualTo(new Claim(members, 256, 3).first());
  }

  @Test
  void threeNodesAndSixtyFourPartitionsMeetAtASeamThatCannotBeAvoided() {
    Claim claim = new Claim(numbered(3, 1), 64, 3);
    assertThat(claim.violations(claim.first()))
        .hasSize(2)
        .allSatisfy(
            violation -> {
              assertThat(violation.rule()).isEqualTo(Rule.DISTINCT_NODES);
              assertThat(violation.avoidable()).isFalse();
              assertThat(violation.sentence()).contains("cannot be avoided");
            });
  }

  @Test
  void threeZonesMeetAtASeamTooAndNodesStayDistinctThere() {
    Claim claim = new Claim(numbered(9, 3), 64, 3);
    assertThat(claim.violations(claim.first()))
        .hasSizeBetween(1, 12)
        .noneMatch(Violation::avoidable)
        .allMatch(violation -> violation.rule() == Rule.SPREAD_ZONES);
  }

  @Test
  void aViolationSaysWhereAndWho() {
    Claim claim = new Claim(Memberships.of("ann", "bob", "cat"), 4, 2);
    assertThat(claim.violations(List.of(ANN, BOB, BOB, CAT)))
        .containsExactly(
            new Violation(
                Rule.DISTINCT_NODES,
                1,
                "partitions 1 to 2 lie on 1 nodes, not 2: [bob, bob]",
                true));
  }

  @Test
  void theRuleHoldsAcrossTheEndOfTheRing() {
    Claim claim = new Claim(Memberships.of("ann", "bob", "cat"), 4, 2);
    assertThat(claim.violations(List.of(ANN, BOB, CAT, ANN)))
        .extracting(Violation::partition)
        .containsExactly(3);
  }

  @Test
  void twoOfOneZoneInARowAreToldFromTwoOfOneNode() {
    List<Member> members =
        List.of(
            Member.of(ANN).inZone("east"),
            Member.of(BOB).inZone("east"),
            Member.of(CAT).inZone("west"));
    assertThat(new Claim(members, 4, 2).violations(List.of(ANN, BOB, CAT, CAT)))
        .extracting(Violation::sentence)
        .containsExactly(
            "partitions 0 to 1 have more than 1 in one zone: [ann, bob] in [east]",
            "partitions 2 to 3 lie on 1 nodes, not 2: [cat, cat]");
  }

  @Test
  void aMemberOfTwiceTheCapacityOwnsTwiceAsMuch() {
    List<Member> members = new ArrayList<>(numbered(8, 1));
    members.set(0, members.get(0).withCapacity(200));
    Claim claim = new Claim(members, 1024, 3);
    assertThat(claim.ideal(new NodeId("n000"))).isBetween(227.5, 227.6);
    assertThat(Collections.frequency(claim.first(), new NodeId("n000"))).isBetween(227, 228);
  }

  @Test
  void noMemberOwnsMoreThanDistinctNodesAllowHoweverLargeItIs() {
    List<Member> members = new ArrayList<>(numbered(8, 1));
    members.set(0, members.get(0).withCapacity(1000));
    Claim claim = new Claim(members, 1024, 3);
    List<NodeId> owners = claim.first();
    assertThat(claim.violations(owners)).isEmpty();
    assertThat(Collections.frequency(owners, new NodeId("n000"))).isBetween(295, 341);
  }

  @Test
  void aThousandNodesAreNoTrouble() {
    Claim claim = new Claim(numbered(1000, 5), 8192, 3);
    List<NodeId> owners = claim.first();
    assertThat(claim.violations(owners)).isEmpty();
    Claim fewer = new Claim(numbered(999, 5), 8192, 3);
    assertThat(fewer.moves(owners, fewer.next(owners))).isLessThan(16);
  }

  @Test
  void whatMakesNoSenseIsRefusedInWords() {
    List<Member> three = numbered(3, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Claim(List.of(), 64, 3))
        .withMessageContaining("1 to 4096 members, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Claim(List.of(three.get(0), three.get(0)), 64, 3))
        .withMessageContaining("n000 is a member twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Claim(three, 64, 0))
        .withMessageContaining("1 to 100 replicas, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Claim(three, 64, 3).next(List.of(ANN)))
        .withMessageContaining("owners of 1 partitions in a ring of 64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Claim(three, 1, 3).violations(List.of(ANN)))
        .withMessageContaining("ann, which is no member");
  }
}
