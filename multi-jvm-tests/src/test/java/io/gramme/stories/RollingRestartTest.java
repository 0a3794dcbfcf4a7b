package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Shoppers.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One node after the other is stopped and started, as for a new version, and work goes on. */
class RollingRestartTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  private static final Wish TWO = new Wish(2, 2, 3_000);

  @Test
  void nothingIsLostWhileEveryNodeIsRestartedInTurn() {
    try (Shop shop = new Shop("rolling", JVMS)) {
      Shoppers all = shop.enter("everywhere, W=2", TWO, JVMS.node(1), JVMS.node(2), JVMS.node(3));
      shop.awaitServed(60, all);
      for (StoryNode node : JVMS.all()) {
        shop.begin(node.id() + " is stopped");
        assertThat(node.stop()).as("exit code of %s", node).isZero();
        shop.awaitServed(30, all);
        shop.begin(node.id() + " starts");
        node.start();
        JVMS.awaitSettled();
      }
      shop.begin("all are back");
      shop.awaitServed(60, all);
      shop.closeAndCheck();
    }
  }
}
