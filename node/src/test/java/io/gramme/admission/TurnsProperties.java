package io.gramme.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.admission.Turns.Turn;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class TurnsProperties {

  private static final int LIMIT = 10;

  @Property
  void everyKindIsServedInTheOrderOfItsLine(@ForAll @Size(max = 60) List<Work> asks) {
    Turns<Integer> turns = new Turns<>(asks.size() + 1);
    for (int i = 0; i < asks.size(); i++) turns.add(asks.get(i), i);
    Map<Work, Integer> last = new EnumMap<>(Work.class);
    List<Turn<Integer>> served = drain(turns);
    for (Turn<Integer> turn : served) {
      assertThat(turn.kind()).isEqualTo(asks.get(turn.asker()));
      assertThat(turn.asker()).isGreaterThan(last.getOrDefault(turn.kind(), -1));
      last.put(turn.kind(), turn.asker());
    }
    assertThat(served).hasSameSizeAs(asks);
    assertThat(turns.isEmpty()).isTrue();
  }

  /** Between two turns of a kind every other kind that waits has had one. */
  @Property
  void noKindIsServedTwiceWhileAnotherWaits(@ForAll @Size(max = 60) List<Work> asks) {
    Turns<Integer> turns = new Turns<>(asks.size() + 1);
    for (int i = 0; i < asks.size(); i++) turns.add(asks.get(i), i);
    Map<Work, Integer> passedOver = new EnumMap<>(Work.class);
    while (!turns.isEmpty()) {
      Work served = turns.next().orElseThrow().kind();
      passedOver.put(served, 0);
      for (Work kind : Work.values()) {
        if (kind == served || turns.waiting(kind) == 0) continue;
        assertThat(passedOver.merge(kind, 1, Integer::sum)).isLessThan(Work.values().length);
      }
    }
  }

  @Property
  void everyLineIsBoundedByItself(@ForAll @Size(max = 100) List<Work> asks) {
    Turns<Integer> turns = new Turns<>(LIMIT);
    Map<Work, Integer> asked = new EnumMap<>(Work.class);
    for (Work kind : asks) {
      assertThat(turns.add(kind, 0)).isEqualTo(asked.merge(kind, 1, Integer::sum) <= LIMIT);
      assertThat(turns.waiting(kind)).isEqualTo(Math.min(LIMIT, asked.get(kind)));
    }
  }

  @Example
  void nobodyIsNextWhereNobodyWaits() {
    Turns<Integer> turns = new Turns<>(LIMIT);
    assertThat(turns.isEmpty()).isTrue();
    assertThat(turns.next()).isEmpty();
  }

  private static List<Turn<Integer>> drain(Turns<Integer> turns) {
    List<Turn<Integer>> served = new ArrayList<>();
    Optional<Turn<Integer>> next = turns.next();
    while (next.isPresent()) {
      served.add(next.get());
      next = turns.next();
    }
    return served;
  }
}
