package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that dies takes nothing with it, and comes back. */
class NodeLossTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  private static final int SOME = 150;

  @Test
  void noAcknowledgedWriteIsLostWithOneNodeAndItsReturnHealsIt() {
    StoryNode lost = JVMS.node(3);
    StoryNode first = JVMS.node(1);
    StoryNode second = JVMS.node(2);
    History onAllThree = writeSome("on-all-three", "all");
    Place known = Place.plain("pages", "known");
    first.client().put(known, "on two at least");
    History whileAway;
    try (Writer writer = Writer.begin("one-lost", 2, Jvms.clientsOf(first, second))) {
      writer.awaitMore(SOME);
      lost.kill();
      writer.awaitMore(SOME);
      assertThat(first.client().get(known.with("r", 2)).values())
          .as("reads go on")
          .containsExactly("on two at least");
      assertThat(onAllThree.missingFor(first.client(), 2)).isEmpty();
      whileAway = writer.history();
    }
    assertThat(whileAway.missingFor(first.client(), 2)).as("read at %s", first).isEmpty();
    assertThat(whileAway.missingFor(second.client(), 2)).as("read at %s", second).isEmpty();

    JVMS.startAll();
    JVMS.alone(
        lost,
        () ->
            assertThat(onAllThree.missingFor(lost.client(), 1))
                .as("its own disk has what it acknowledged: %s", lost)
                .isEmpty());
    assertThat(whileAway.missingFor(lost.client(), 3)).as("read from everybody").isEmpty();
    Waiting.that(lost + " was given by read repair what it had missed")
        .untilAsserted(
            () ->
                JVMS.alone(
                    lost, () -> assertThat(whileAway.missingFor(lost.client(), 1)).isEmpty()));
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

  @Test
  void aPausedNodeComesBackByItself() {
    StoryNode paused = JVMS.node(3);
    StoryNode other = JVMS.node(1);
    Object clusterId = other.self().get("cluster_id");
    paused.pause();
    Waiting.that(other + " notices the silence")
        .until(() -> Integer.valueOf(2).equals(other.self().get("cluster_size")));
    Place place = Place.plain("pages", "written meanwhile");
    assertThat(other.client().put(place.with("w", 2), "it works").isAcknowledged()).isTrue();

    paused.resume();
    JVMS.awaitSettled();
    assertThat(paused.self().get("cluster_id")).isEqualTo(clusterId);
    assertThat(paused.client().get(place).values()).containsExactly("it works");
  }

  private static History writeSome(String bucket, Object writeQuorum) {
    try (Writer writer = Writer.begin(bucket, writeQuorum, JVMS.clients())) {
      writer.awaitMore(SOME);
      return writer.history();
    }
  }
}
