package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Shoppers.Wish;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where there are more nodes than replicas, others stand in for those that are away. */
@EnabledIfSystemProperty(named = "gramme.stories", matches = "long")
class FiveNodesTest {

  @RegisterExtension static final Jvms JVMS = Jvms.five();

  private static final Wish TWO = new Wish(2, 2, 3_000);

  @Test
  void withTwoOfThreePrimariesDownWritesGoOnAndTheHintsComeHome() {
    Replicas replicas = new Replicas(JVMS.all());
    Place known = Place.siblings("carts", "known");
    List<StoryNode> inOrder = replicas.inOrder(known);
    StoryNode away = inOrder.get(0);
    StoryNode awayToo = inOrder.get(1);
    StoryNode left = inOrder.get(2);
    try (Shop shop = new Shop("two-primaries-down", JVMS)) {
      Shoppers all =
          shop.enter("at the other three, W=2", TWO, left, inOrder.get(3), inOrder.get(4));
      shop.awaitServed(60, all);

      shop.begin("two primaries are killed");
      away.kill();
      awayToo.kill();
      shop.assertServedAfterTheFirstSeconds(all);
      Answer written = left.client().put(known.with("w", 2), "milk");
      assertThat(written.isAcknowledged()).as("%s", written).isTrue();
      Answer strict = left.client().put(known.with("pw", 2), "bread");
      assertThat(strict.status()).as("two primaries are not there").isEqualTo(503);
      assertThat(inOrder.get(4).client().get(known.with("r", 2)).lines()).contains("milk");

      shop.begin("they are back");
      JVMS.startAll();
      shop.awaitServed(60, all);
      shop.closeAndCheck();
    }
    replicas.awaitEqual(Set.of(known));
    assertThat(away.client().get(known.with("pr", 3)).lines()).contains("milk");
    awaitNoHints();
  }

  private static void awaitNoHints() {
    for (StoryNode node : JVMS.all())
      Waiting.that(node + " keeps no hints")
          .until(() -> Integer.valueOf(0).equals(node.stats().get("gramme_hints")));
  }
}
