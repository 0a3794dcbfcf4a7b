package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Shoppers.Wish;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where there are more nodes than replicas, others stand in for those that are away. */
class FiveNodesTest {

  @RegisterExtension static final Jvms JVMS = Jvms.five("five");

  /** Of what was written before, one primary alone can say anything. */
  private static final Wish READ_ONE_WRITE_TWO = new Wish(1, 2, 3_000);

  @Test
  void withTwoOfThreePrimariesDownWritesGoOnAndTheHintsComeHome() {
    Replicas replicas = new Replicas(JVMS.all());
    Place known = Place.siblings("carts", "known");
    Place former = besides(known, replicas);
    List<StoryNode> inOrder = replicas.inOrder(known);
    StoryNode away = inOrder.get(0);
    StoryNode awayToo = inOrder.get(1);
    StoryNode left = inOrder.get(2);
    StoryNode last = inOrder.get(4);
    JVMS.all().forEach(StoryNode::awaitKnowing);
    try (Shop shop = new Shop("two-primaries-down", JVMS)) {
      Shoppers all =
          shop.enter(
              "at the other three, R=1, W=2", READ_ONE_WRITE_TWO, left, inOrder.get(3), last);
      shop.awaitServed(60, all);
      Answer before = StoreClient.insisting(() -> left.client().put(former.with("w", 3), "flour"));
      assertThat(before.isAcknowledged()).as("%s", before).isTrue();

      shop.begin("two primaries are killed");
      away.kill();
      awayToo.kill();
      shop.assertServedAfterTheFirstSeconds(all);
      Answer written = left.client().put(known.with("w", 2), "milk");
      assertThat(written.isAcknowledged()).as("%s", written).isTrue();
      Answer strict = left.client().put(known.with("pw", 2), "bread");
      assertThat(strict.status()).as("two primaries are not there").isEqualTo(503);
      assertThat(last.client().get(known.with("r", 2)).lines()).contains("milk");
      assertThat(last.client().get(former.with("r", 1)).lines()).containsExactly("flour");
      assertThat(last.client().get(former.with("r", 2)).status())
          .as("who stands in says nothing of what was before")
          .isEqualTo(503);

      shop.begin("they are back");
      JVMS.startAll();
      shop.awaitServed(60, all);
      shop.closeAndCheck();
    }
    replicas.awaitEqual(Set.of(known, former));
    assertThat(away.client().get(known.with("pr", 3)).lines()).contains("milk");
    JVMS.all().forEach(StoryNode::awaitNoHints);
  }

  /** Another key of the same three primaries. */
  private static Place besides(Place place, Replicas replicas) {
    Set<StoryNode> primaries = Set.copyOf(replicas.primaries(place));
    return Stream.iterate(0, number -> number + 1)
        .map(number -> Place.siblings("carts", "former-" + number))
        .filter(other -> Set.copyOf(replicas.primaries(other)).equals(primaries))
        .findFirst()
        .orElseThrow();
  }
}
