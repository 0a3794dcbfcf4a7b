package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Network.Passage;
import io.gramme.stories.Shoppers.Wish;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A majority that starts anew while the rest is cut off founds a second cluster; they merge. */
class IslandsTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  private static final Wish ONE = new Wish(1, 1, 3_000);
  private static final Wish TWO = new Wish(2, 2, 3_000);

  private final StoryNode first = JVMS.node(1);
  private final StoryNode second = JVMS.node(2);
  private final StoryNode third = JVMS.node(3);

  @Test
  void twoClustersOfOneRingBecomeOne() {
    Object former = third.self().get("cluster_id");
    try (Shop shop = new Shop("islands", JVMS)) {
      Shoppers old = shop.enter("the old island, W=1", ONE, third);
      shop.awaitServed(30, old);
      shop.begin("split");
      JVMS.network().split(Passage.LOST, Set.of(1, 2), Set.of(3));
      first.kill();
      second.kill();
      first.start();
      second.start();
      shop.assertServedAfterTheFirstSeconds(old);
      awaitIsland(former);

      shop.begin("two islands");
      Shoppers fresh = shop.enter("the new island, W=2", TWO, first, second);
      shop.awaitServed(60, old, fresh);
      assertThat(third.self().get("cluster_id")).as("the old one stands").isEqualTo(former);

      shop.begin("healed");
      JVMS.network().heal();
      JVMS.awaitSettled();
      shop.awaitServed(60, old, fresh);
      shop.closeAndCheck();
    }
    assertThat(third.self().get("cluster_id")).as("the greater one stays").isNotEqualTo(former);
  }

  private void awaitIsland(Object former) {
    first.awaitServing();
    second.awaitServing();
    Waiting.that("two have founded a cluster of their own")
        .until(
            () -> {
              Object island = first.self().get("cluster_id");
              return !island.equals("")
                  && !island.equals(former)
                  && island.equals(second.self().get("cluster_id"))
                  && Integer.valueOf(2).equals(first.self().get("cluster_size"));
            });
  }
}
