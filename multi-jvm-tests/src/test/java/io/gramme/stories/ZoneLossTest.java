package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Shoppers.Wish;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stands in one zone may fail together: no two replicas of a key do. */
class ZoneLossTest {

  @RegisterExtension static final Jvms JVMS = Jvms.zoned("zones", "a", "a", "b", "c");

  private static final Wish TWO = new Wish(2, 2, 3_000);

  @Test
  void readsAndWritesGoOnWithoutAWholeZone() {
    StoryNode lost = JVMS.node(1);
    StoryNode lostToo = JVMS.node(2);
    try (Shop shop = new Shop("zones", JVMS)) {
      Shoppers others = shop.enter("in other zones, W=2", TWO, JVMS.node(3), JVMS.node(4));
      shop.awaitServed(60, others);
      assertThat(new Operator(lost).ring().get("violations")).isEqualTo(List.of());
      for (Place place : shop.history().places())
        assertThat(new Replicas(JVMS.all()).primaries(place).containsAll(List.of(lost, lostToo)))
            .as("%s is kept twice in one zone", place)
            .isFalse();

      shop.begin("a zone is lost");
      lost.jvm().process().destroyForcibly();
      lostToo.kill();
      shop.assertServedAfterTheFirstSeconds(others);
      History before = shop.historyUntilNow();
      assertThat(before.missingFor(JVMS.node(3).client(), 2)).isEmpty();

      shop.begin("it is back");
      JVMS.startAll();
      shop.awaitServed(60, others);
      shop.closeAndCheck();
    }
  }
}
