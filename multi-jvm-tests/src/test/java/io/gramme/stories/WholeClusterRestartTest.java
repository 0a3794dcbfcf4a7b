package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Shoppers.Wish;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was acknowledged outlives every process. */
class WholeClusterRestartTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  private static final int SOME = 150;
  private static final Wish TWO = new Wish(2, 2, 3_000);

  @Test
  void everythingAcknowledgedIsThereAfterAllWereKilledAtOnce() {
    Object ring = ringOf(JVMS.node(1));
    for (StoryNode node : JVMS.all()) assertThat(ringOf(node)).as("%s", node).isEqualTo(ring);
    Answer changed = JVMS.node(3).client().putProperties("survivors", "{\"allow_mult\":true}");
    assertThat(changed.status()).as("%s", changed).isEqualTo(204);
    Map<StoryNode, Opening> openings = openings();
    try (Shop shop = new Shop("all-killed", JVMS)) {
      Shoppers all = shop.enter("W=2", TWO, JVMS.node(1), JVMS.node(2), JVMS.node(3));
      shop.awaitServed(SOME, all);

      JVMS.all().forEach(StoryNode::end);
      JVMS.all().forEach(node -> node.jvm().exitCode());
      for (StoryNode node : JVMS.all()) assertThat(node.disk().isClean()).as("%s", node).isFalse();
      shop.begin("all are started again");
      JVMS.startAll();
      shop.awaitServed(SOME, all);
      shop.closeAndCheck();
    }
    for (StoryNode node : JVMS.all()) {
      assertThat(ringOf(node)).as("%s", node).isEqualTo(ring);
      assertThat(node.client().properties("survivors").get("allow_mult"))
          .as("%s", node)
          .isEqualTo(true);
      assertReopened(node, openings.get(node), false);
    }
  }

  @Test
  void aClusterThatWasStoppedServesWithoutTheNodeThatFoundedIt() {
    History history;
    try (Writer writer = Writer.begin("stopped", 2, JVMS.clients())) {
      writer.awaitMore(SOME);
      history = writer.history();
    }
    Map<StoryNode, Opening> openings = openings();
    JVMS.all().forEach(node -> node.jvm().askToStop());
    for (StoryNode node : JVMS.all()) {
      assertThat(node.jvm().exitCode()).as("%s", node).isZero();
      assertThat(node.disk().isClean()).as("%s", node).isTrue();
    }
    StoryNode late = JVMS.node(1);
    StoryNode second = JVMS.node(2);
    StoryNode third = JVMS.node(3);
    second.start();
    third.start();
    JVMS.awaitSettled();

    assertThat(history.missingFor(second.client(), 2)).as("read at %s", second).isEmpty();
    Place place = Place.plain("pages", "written by two");
    assertThat(third.client().put(place.with("w", 2), "it works").isAcknowledged()).isTrue();
    Object clusterId = second.self().get("cluster_id");

    late.start();
    JVMS.awaitSettled();
    assertThat(late.self()).containsEntry("cluster_id", clusterId).containsEntry("cluster_size", 3);
    assertThat(late.client().get(place.with("r", 2)).values()).containsExactly("it works");
    assertThat(history.missingFor(late.client(), 2)).as("read at %s", late).isEmpty();
    for (StoryNode node : JVMS.all()) assertReopened(node, openings.get(node), true);
  }

  /** How a node has opened its disk: how often, and which store it found. */
  private record Opening(int starts, String incarnation) {}

  private static Map<StoryNode, Opening> openings() {
    Map<StoryNode, Opening> openings = new HashMap<>();
    for (StoryNode node : JVMS.all()) {
      assertThat(node.disk().isClean()).as("%s is at work", node).isFalse();
      openings.put(node, new Opening(node.disk().starts(), node.disk().incarnation()));
    }
    return openings;
  }

  /** A clean stop is remembered, and a crash is not. */
  private static void assertReopened(StoryNode node, Opening before, boolean isSameStore) {
    assertThat(node.disk().starts()).as("starts of %s", node).isEqualTo(before.starts() + 1);
    assertThat(node.disk().incarnation().equals(before.incarnation()))
        .as("%s has kept its incarnation", node)
        .isEqualTo(isSameStore);
  }

  private static Object ringOf(StoryNode node) {
    return node.client().object("/admin/ring").get("id");
  }
}
