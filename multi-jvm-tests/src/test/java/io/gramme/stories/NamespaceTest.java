package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Journal.Entry;
import io.gramme.stories.Shoppers.Wish;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What {@link PartitionTest} tells holds on hosts of their own too, whose kernels lose packets,
 * retry, back off and wait as kernels do. Skipped where there can be no network namespaces.
 */
class NamespaceTest {

  @RegisterExtension static final Hosts HOSTS = Hosts.three("namespaces");

  private static final Wish ONE = new Wish(1, 1, 3_000);
  private static final Wish TWO = new Wish(2, 2, 3_000);

  private final StoryNode first = HOSTS.node(1);
  private final StoryNode second = HOSTS.node(2);
  private final StoryNode third = HOSTS.node(3);

  @Test
  void aPulledCableLosesNothing() {
    twoAndOne("pulled-cable", () -> HOSTS.network().unplug(3));
  }

  @Test
  @EnabledIfSystemProperty(named = "gramme.stories", matches = "long")
  void routesThatLeadNowhereLoseNothing() {
    twoAndOne(
        "blackholes",
        () -> {
          for (int each : List.of(1, 2)) {
            HOSTS.network().blackhole(each, 3);
            HOSTS.network().blackhole(3, each);
          }
        });
  }

  @Test
  @EnabledIfSystemProperty(named = "gramme.stories", matches = "long")
  void oneThatIsHeardButDoesNotHearLosesNothing() {
    try (Shop shop = new Shop("lost-one-way", HOSTS::all)) {
      Shoppers all = shop.enter("all, W=2", TWO, first, second, third);
      Shoppers quick = shop.enter("all, W=1", ONE, first, second, third);
      shop.awaitServed(30, all, quick);

      shop.begin("nothing that n1 sends reaches n2");
      HOSTS.network().lose(1, 2);
      shop.assertServedAfterTheFirstSeconds(all, quick);
      Waiting.that("n2 does not hear n1").until(() -> !second.reaches(first));
      assertThat(third.reaches(first) && third.reaches(second)).as("n3 hears both").isTrue();

      heal(shop);
      shop.awaitServed(30, all, quick);
      shop.closeAndCheck();
    }
  }

  private void twoAndOne(String name, Runnable cut) {
    Object clusterId = first.self().get("cluster_id");
    try (Shop shop = new Shop(name, HOSTS::all)) {
      Shoppers left = shop.enter("the two, W=2", TWO, first, second);
      Shoppers quick = shop.enter("the two, W=1", ONE, first, second);
      Shoppers right = shop.enter("the one, W=1", ONE, third);
      Shoppers wanting = shop.enter("the one, W=2", TWO, third);
      shop.awaitServed(30, left, quick, right, wanting);

      shop.begin("split");
      cut.run();
      shop.assertServedAfterTheFirstSeconds(left, quick, right);
      Waiting.that("the one refuses")
          .until(() -> !shop.journal().lately(wanting.name(), 3).isEmpty());
      assertThat(shop.journal().lately(wanting.name(), 3))
          .as("two of one")
          .filteredOn(Entry::isServed)
          .isEmpty();

      heal(shop);
      shop.awaitServed(30, left, quick, right, wanting);
      shop.closeAndCheck();
    }
    for (StoryNode node : HOSTS.all())
      assertThat(node.self().get("cluster_id"))
          .as("nobody was removed by %s", node)
          .isEqualTo(clusterId);
  }

  private void heal(Shop shop) {
    shop.begin("healed");
    HOSTS.network().heal();
    HOSTS.awaitSettled();
    System.out.printf(
        "[%s] met again after %d ms; TCP retries %s%n",
        shop.name(),
        shop.journal().age().toMillis(),
        HOSTS.network().retriesSoon() ? "every second" : "as late as it likes");
  }
}
