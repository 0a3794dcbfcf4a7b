package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who comes to a ring, and whether it is let in. */
class NewcomerTest {

  @RegisterExtension
  static final Jvms JVMS = Jvms.growing("newcomers", 5, "gramme.ring.partitions = 16");

  private final StoryNode first = JVMS.node(1);
  private final StoryNode second = JVMS.node(2);
  private final StoryNode stranger = JVMS.node(5);

  @Test
  void transfersThatWereHeldUpStaySoAcrossARestartAndGoOnWhenTold() {
    Operator operator = new Operator(first);
    StoryNode newcomer = JVMS.node(4);
    History history;
    try (Writer writer = Writer.begin("held-up", 2, JVMS.clients())) {
      writer.awaitMore(200);
      newcomer.start();
      operator.stageJoin(newcomer);
      Operator.pause(newcomer);
      operator.commit();
      JVMS.joined(newcomer);
      JVMS.awaitSettled();

      assertThat(newcomer.stop()).as("exit code of %s", newcomer).isZero();
      JVMS.startAll();
      writer.awaitMore(200);
      Map<String, Object> held = newcomer.client().object("/admin/transfers");
      assertThat(held).containsEntry("paused", true);
      Map<?, ?> stages = (Map<?, ?>) operator.ring().get("stages");
      assertThat(stages.get("pending")).as("%s", stages).isNotEqualTo(0);
      assertThat(stages.get("joint")).as("%s", stages).isEqualTo(0);

      Operator.resume(newcomer);
      Waiting.that("nothing moves any more").until(operator::isSettled);
      history = writer.history();
    }
    new Replicas(JVMS.all()).awaitEqual(history.places());
    for (StoryNode node : JVMS.all())
      assertThat(history.missingFor(node.client(), 2)).as("missing at %s", node).isEmpty();
  }

  @Test
  void aSecondProcessOfTheSameIdIsRefusedAndSaysWhereTheFirstIs() {
    stranger.disk().wipe();
    stranger.startAs(second, first);
    assertRefused("runs already at " + second.client().address());
  }

  @Test
  void aCopyOfADataDirectoryIsRefusedAndSaysSo() {
    assertThat(second.stop()).as("exit code of %s", second).isZero();
    stranger.disk().copy(second.disk());
    JVMS.startAll();
    stranger.startAs(second, first);
    assertRefused("copy of the data directory");
  }

  /** The stranger serves nobody, and nobody else notices it. */
  private void assertRefused(String why) {
    Place place = Place.plain("pages", why);
    try {
      Waiting.that(stranger + " says why it is not let in")
          .untilAsserted(() -> assertThat(stranger.health()).contains(why));
      assertThat(stranger.client().put(place, "here").isAcknowledged()).isFalse();
      assertThat(stranger.client().get(place).status()).isEqualTo(503);
    } finally {
      stranger.kill();
    }
    JVMS.awaitSettled();
    assertThat(second.client().put(place.with("w", 3), "there").isAcknowledged()).isTrue();
    for (StoryNode node : JVMS.all())
      assertThat(node.client().get(place.with("r", 3)).values()).containsExactly("there");
  }
}
