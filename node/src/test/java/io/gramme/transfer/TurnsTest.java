package io.gramme.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnsTest {

  private final Turns turns = new Turns(2);

  @Test
  void theFirstToWantAreFirstAndTheRestWaits() {
    for (int partition : new int[] {5, 3, 5, 4}) turns.want(partition);
    assertThat(turns.next()).containsExactly(5, 3);
    assertThat(turns.next()).isEmpty();
    turns.yield(3);
    assertThat(turns.next()).containsExactly(4);
  }

  @Test
  void whoHasATurnDoesNotWaitForAnother() {
    turns.want(5);
    turns.next();
    turns.want(5);
    turns.yield(5);
    assertThat(turns.next()).isEmpty();
  }

  @Test
  void whoYieldsWithoutATurnTakesNobodysAway() {
    turns.want(1);
    turns.want(2);
    turns.next();
    turns.want(3);
    turns.yield(7);
    assertThat(turns.next()).isEmpty();
  }
}
