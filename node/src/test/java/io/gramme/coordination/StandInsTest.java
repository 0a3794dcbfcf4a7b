package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandInsTest {

  private static final List<NodeId> PRIMARIES = nodes("p", 3);
  private static final List<NodeId> FALLBACKS = nodes("f", 200);
  private static final StandIns ALL = new StandIns(PRIMARIES, FALLBACKS);

  @Test
  void theFirstTwoNThatCanBeReachedAreCarriedHoweverLargeTheRing() {
    Set<NodeId> reachable = Set.copyOf(FALLBACKS.subList(1, 200));
    assertThat(ALL.nearest(reachable)).isEqualTo(FALLBACKS.subList(1, 7));
  }

  @Test
  void aNodeThatIsAloneFindsItself() {
    NodeId last = FALLBACKS.get(199);
    assertThat(ALL.nearest(Set.of(last))).containsExactly(last);
  }

  @Test
  void fewAreCarriedAsTheyAre() {
    assertThat(new StandIns(PRIMARIES, FALLBACKS.subList(0, 6)).areFew()).isTrue();
    assertThat(new StandIns(PRIMARIES, FALLBACKS.subList(0, 7)).areFew()).isFalse();
  }

  private static List<NodeId> nodes(String letter, int count) {
    return IntStream.range(0, count).mapToObj(i -> new NodeId(letter + i)).toList();
  }
}
