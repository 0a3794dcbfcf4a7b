package io.gramme.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.storage.DamagedHint;
import io.gramme.storage.HintStore;
import io.gramme.storage.HintStore.Skipped;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DamagedHintsTest {

  private final List<DamagedHint> owed = new ArrayList<>();
  private final List<DamagedHint> removed = new ArrayList<>();
  private final DamagedHints hints = new DamagedHints(owed::add, removed::add);

  @Test
  void aDamagedHintIsRemovedOnlyOnceItIsOwedOnTheDisk() {
    hints.onSkipped(new Skipped(1, List.of(hint(1))));
    assertThat(owed).containsExactly(hint(1));
    assertThat(removed).isEmpty();
    hints.onOwed(hint(1), true);
    assertThat(removed).containsExactly(hint(1));
  }

  @Test
  void whatCouldNotBeOwedStaysAndIsTriedAgain() {
    hints.onMet(hint(1));
    hints.onOwed(hint(1), false);
    assertThat(removed).isEmpty();
    hints.onTick();
    assertThat(owed).containsExactly(hint(1), hint(1));
  }

  @Test
  void whatCouldNotBeRemovedIsOwedAgainFirst() {
    hints.onMet(hint(1));
    hints.onOwed(hint(1), true);
    hints.onRemoved(hint(1), false);
    assertThat(hints.isCountWrong()).isFalse();
    hints.onTick();
    hints.onOwed(hint(1), true);
    assertThat(owed).hasSize(2);
    assertThat(removed).hasSize(2);
  }

  @Test
  void aHintThatIsMetAgainWhileItIsBeingMendedIsOne() {
    for (int i = 0; i < 3; i++) hints.onMet(hint(1));
    hints.onOwed(hint(1), true);
    hints.onOwed(hint(1), true);
    hints.onMet(hint(1));
    assertThat(owed).hasSize(1);
    assertThat(removed).hasSize(1);
    assertThat(hints.met()).isEqualTo(1);
  }

  @Test
  void theCountIsWrongOnceAllAreGoneAndUntilItIsTakenAgain() {
    hints.onMet(hint(1));
    hints.onMet(hint(2));
    for (int i = 1; i <= 2; i++) {
      assertThat(hints.isCountWrong()).isFalse();
      hints.onOwed(hint(i), true);
      hints.onRemoved(hint(i), true);
    }
    assertThat(hints.isCountWrong()).isTrue();
    hints.onCounted();
    assertThat(hints.isCountWrong()).isFalse();
  }

  @Test
  void soManyAreMendedAtOnceAndTheOthersWhenTheyAreMetAgain() {
    for (int i = 0; i < HintStore.MOST_NAMED + 5; i++) hints.onMet(hint(i));
    assertThat(owed).hasSize(HintStore.MOST_NAMED);
    for (DamagedHint each : List.copyOf(owed)) hints.onOwed(each, false);
    hints.onTick();
    assertThat(owed).hasSize(HintStore.MOST_NAMED + DamagedHints.MOST_TRIED);
  }

  private static DamagedHint hint(int number) {
    return DamagedHint.of(new NodeId("bob"), 5, Key.of("carts", "cart" + number));
  }
}
