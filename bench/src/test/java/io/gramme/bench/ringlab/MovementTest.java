package io.gramme.bench.ringlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MovementTest {

  private static final int REPLICAS = 3;

  @Test
  void aStolenTokenMovesTheRangesBeforeItAndNothingElse() {
    Layout before = ring(0, 1, 2, 3, 0, 1, 2, 3);
    Layout after = ring(0, 1, 2, 3, 4, 1, 2, 3);
    // The newcomer takes node 0's place in ranges 2, 3 and 4.
    assertThat(Movement.between(before, after)).isEqualTo(new Movement(3 / 8.0, 3, 0, 2, 0));
  }

  @Test
  void aRangeOfOtherEndsNeedsAScanAndNewTrees() {
    Tokens tokens = Tokens.spaced(new int[] {0, 1, 2, 3}, 4);
    Layout halves = Layout.cutEqually(tokens, 2, REPLICAS);
    Layout quarters = Layout.cutEqually(tokens, 4, REPLICAS);
    Movement moved = Movement.between(halves, quarters);
    // First half on 1, 2, 3; its first quarter on 0, 1, 2. The second half likewise.
    assertThat(moved).isEqualTo(new Movement(2 / 4.0, 0, 2, 4, 4 * REPLICAS));
  }

  private static Layout ring(int... owners) {
    int nodes = Arrays.stream(owners).max().orElseThrow() + 1;
    int[] copy = IntStream.of(owners).toArray();
    return Layout.cutAtTokens(Tokens.spaced(copy, nodes), REPLICAS);
  }
}
