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
    try (Shop shop = new Shop("all-killed", JVMS)) {
      Shoppers all = shop.enter("W=2", TWO, JVMS.node(1), JVMS.node(2), JVMS.node(3));
      shop.awaitServed(SOME, all);
      JVMS.all().forEach(StoryNode::end);
      JVMS.all().forEach(node -> node.jvm().exitCode());
      shop.begin("all are started again");
      JVMS.startAll();
      shop.awaitServed(SOME, all);
      shop.closeAndCheck();
    }
  }

  @Test
  void aClusterServesWithoutTheNodeThatFoundedIt() {
    History history;
    try (Writer writer = Writer.begin("stopped", 2, JVMS.clients())) {
      writer.awaitMore(SOME);
      history = writer.history();
    }
    JVMS.all().forEach(node -> node.jvm().askToStop());
    for (StoryNode node : JVMS.all()) assertThat(node.jvm().exitCode()).as("%s", node).isZero();

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
  }

  @Test
  void ringAndBucketPropertiesSurviveARestartOfEverybody() {
    Object ring = JVMS.node(1).client().object("/admin/ring").get("id");
    for (StoryNode node : JVMS.all())
      assertThat(node.client().object("/admin/ring").get("id")).as("%s", node).isEqualTo(ring);
    Answer changed =
        JVMS.node(3).client().putProperties("restarted-keepers", "{\"allow_mult\":true}");
    assertThat(changed.status()).as("%s", changed).isEqualTo(204);

    JVMS.all().forEach(StoryNode::end);
    JVMS.all().forEach(node -> node.jvm().exitCode());
    JVMS.startAll();

    for (StoryNode node : JVMS.all()) {
      assertThat(node.client().object("/admin/ring").get("id")).as("%s", node).isEqualTo(ring);
      assertThat(node.client().properties("restarted-keepers").get("allow_mult"))
          .as("%s", node)
          .isEqualTo(true);
    }
  }

  @Test
  void aCleanStopIsRememberedAndACrashIsNot() {
    Map<StoryNode, String> incarnations = new HashMap<>();
    Map<StoryNode, Integer> starts = new HashMap<>();
    for (StoryNode node : JVMS.all()) {
      incarnations.put(node, node.disk().incarnation());
      starts.put(node, node.disk().starts());
      assertThat(node.disk().isClean()).as("%s is at work", node).isFalse();
    }
    StoryNode crashed = JVMS.node(2);
    for (StoryNode node : JVMS.all()) {
      if (node == crashed) node.kill();
      else assertThat(node.stop()).as("exit code of %s", node).isZero();
      assertThat(node.disk().isClean()).as("%s", node).isEqualTo(node != crashed);
    }
    JVMS.startAll();
    for (StoryNode node : JVMS.all()) {
      assertThat(node.disk().starts()).as("%s", node).isEqualTo(starts.get(node) + 1);
      assertThat(node.disk().incarnation().equals(incarnations.get(node)))
          .as("%s has kept its incarnation", node)
          .isEqualTo(node != crashed);
    }
  }
}
