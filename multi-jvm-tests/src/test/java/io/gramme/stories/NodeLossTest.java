package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Shoppers.Wish;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that dies takes nothing with it, and comes back. */
class NodeLossTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  private static final int SOME = 60;
  private static final Duration PAUSE =
      Duration.ofSeconds("long".equals(System.getProperty("gramme.stories")) ? 60 : 8);
  private static final Wish ONE = new Wish(1, 1, 3_000);
  private static final Wish TWO = new Wish(2, 2, 3_000);

  private final StoryNode first = JVMS.node(1);
  private final StoryNode second = JVMS.node(2);
  private final StoryNode third = JVMS.node(3);

  @Test
  void oneOfThreeIsKilledUnderLoadAndComesBackToAllThatItMissed() {
    try (Shop shop = new Shop("killed", JVMS)) {
      Shoppers careful = shop.enter("at the two, W=2", TWO, first, second);
      Shoppers quick = shop.enter("at the two, W=1", ONE, first, second);
      Shoppers at = shop.enter("at the killed one", TWO, third, first);
      shop.awaitServed(SOME, careful, quick, at);

      shop.begin("one is killed");
      third.kill();
      shop.assertServedAfterTheFirstSeconds(careful, quick);
      History before = shop.historyUntilNow();

      shop.begin("it is back");
      JVMS.startAll();
      shop.awaitServed(SOME, careful, quick, at);
      assertThat(before.missingFor(third.client(), 2)).as("read at %s", third).isEmpty();
      shop.closeAndCheck();
    }
  }

  @Test
  void oneOfThreeIsPausedUnderLoadAndComesBackByItself() {
    Object clusterId = first.self().get("cluster_id");
    try (Shop shop = new Shop("paused", JVMS)) {
      Shoppers careful = shop.enter("at the two, W=2", TWO, first, second);
      Shoppers quick = shop.enter("at the two, W=1", ONE, first, second);
      shop.awaitServed(SOME, careful, quick);

      shop.begin("one is paused");
      third.pause();
      shop.assertServedAfterTheFirstSeconds(careful, quick);
      shop.awaitAge(PAUSE);

      shop.begin("it is awake");
      third.resume();
      JVMS.awaitSettled();
      shop.awaitServed(SOME, careful, quick);
      shop.closeAndCheck();
    }
    assertThat(third.self().get("cluster_id")).as("nobody was removed").isEqualTo(clusterId);
  }

  @Test
  void aKilledNodeRejoinsWhileAnotherIsDown() {
    StoryNode restarted = JVMS.node(2);
    StoryNode down = JVMS.node(3);
    Object clusterId = JVMS.node(1).self().get("cluster_id");
    Object formerAddress = restarted.self().get("address");

    down.kill();
    restarted.kill();
    restarted.start();
    JVMS.awaitSettled();
    assertThat(restarted.self().get("cluster_id")).isEqualTo(clusterId);
    assertThat(restarted.self().get("address")).as("a new member").isNotEqualTo(formerAddress);
    Place place = Place.plain("pages", "written while two are back");
    assertThat(restarted.client().put(place.with("w", 2), "it works").isAcknowledged()).isTrue();

    JVMS.startAll();
    assertThat(down.self().get("cluster_id")).isEqualTo(clusterId);
    assertThat(down.client().get(place).values()).containsExactly("it works");
  }
}
