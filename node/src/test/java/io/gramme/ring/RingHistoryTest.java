package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gramme.model.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingHistoryTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final List<Member> TWO = Memberships.of("ann", "bob");
  private static final RingVersion FIRST = RingVersion.first(TWO, 4, 2);
  private static final RingVersion ONE_SIDE =
      Memberships.next(FIRST, ANN, 1, Memberships.of("ann"));
  private static final RingVersion OTHER_SIDE =
      Memberships.next(FIRST, ANN, 2, Memberships.of("bob"));
  private static final RingVersion WINNER = ONE_SIDE.winsOver(OTHER_SIDE) ? ONE_SIDE : OTHER_SIDE;
  private static final RingVersion LOSER = WINNER == ONE_SIDE ? OTHER_SIDE : ONE_SIDE;

  @Test
  void bothSidesOfAPartitionEndWithTheSameVersion() {
    RingHistory start = RingHistory.of(FIRST);
    assertThat(start.adopt(LOSER).adopt(WINNER).current()).isEqualTo(WINNER);
    assertThat(start.adopt(WINNER).adopt(LOSER).current()).isEqualTo(WINNER);
  }

  @Test
  void whatDoesNotWinChangesNothing() {
    RingHistory history = RingHistory.of(FIRST).adopt(WINNER);
    assertThat(history.adopt(WINNER)).isSameAs(history);
    assertThat(history.adopt(LOSER)).isSameAs(history);
    assertThat(history.adopt(FIRST)).isSameAs(history);
  }

  @Test
  void theVersionThatLostIsToldApartFromAncestors() {
    RingHistory history = RingHistory.of(FIRST).adopt(LOSER).adopt(WINNER);
    assertThat(history.versions()).containsExactly(FIRST, LOSER, WINNER);
    assertThat(history.superseded()).containsExactly(LOSER);
    RingVersion third = Memberships.next(WINNER, ANN, 3, TWO);
    assertThat(history.adopt(third).superseded()).containsExactly(LOSER);
    assertThat(RingHistory.of(FIRST).adopt(WINNER).adopt(third).superseded()).isEmpty();
  }

  @Test
  void aLongerLineWinsOverAGreaterId() {
    RingVersion longer = Memberships.next(LOSER, ANN, 3, TWO);
    RingHistory history = RingHistory.of(FIRST).adopt(WINNER).adopt(longer);
    assertThat(history.current()).isEqualTo(longer);
    assertThat(history.superseded()).containsExactly(WINNER);
  }

  @Test
  void nothingIsSaidAboutWhatIsOlderThanAGap() {
    RingVersion third = Memberships.next(WINNER, ANN, 3, TWO);
    RingVersion fourth = Memberships.next(third, ANN, 4, TWO);
    assertThat(RingHistory.of(FIRST).adopt(WINNER).adopt(fourth).superseded()).isEmpty();
  }

  @Test
  void theOldestAreForgotten() {
    RingHistory history = RingHistory.of(FIRST);
    for (int i = 0; i < RingHistory.MOST_KEPT; i++) {
      history = history.adopt(Memberships.next(history.current(), ANN, i, TWO));
    }
    assertThat(history.versions()).hasSize(RingHistory.MOST_KEPT);
    assertThat(history.has(FIRST.id())).isFalse();
    assertThat(history.has(history.current().id())).isTrue();
    assertThat(history.current().epoch()).isEqualTo(RingHistory.MOST_KEPT + 1);
  }

  @Test
  void versionsOutOfOrderAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RingHistory(List.of(WINNER, FIRST)))
        .withMessageContaining("does not win over");
    assertThatIllegalArgumentException().isThrownBy(() -> new RingHistory(List.of()));
  }
}
