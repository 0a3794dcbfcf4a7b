package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Network.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that has lost its disk is welcome, and claims nothing that it no longer knows. */
class WipedDiskTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  @Test
  void aWipedNodeNeverMakesTheSameDotTwice() {
    StoryNode wiped = JVMS.node(2);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 20; i++) places.add(Place.siblings("carts", "cart-" + i));
    for (Place place : places) put(wiped, place, "before");

    wiped.kill();
    wiped.disk().wipe();
    JVMS.startAll();

    for (Place place : places) {
      put(wiped, place.with("w", 1), "after");
      for (StoryNode node : JVMS.all())
        assertThat(StoreClient.insisting(() -> node.client().get(place.with("r", 3))).values())
            .as("%s read at %s", place.key(), node)
            .containsExactlyInAnyOrder("before", "after");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "gramme.stories", matches = "long")
  void aNodeThatHasStartedOftenIsFoundAgainAfterItsDiskWasWiped() {
    StoryNode wiped = JVMS.node(3);
    for (int i = 0; i < 2; i++) {
      wiped.stop();
      JVMS.startAll();
    }
    Place place = Place.plain("pages", "before the wipe");
    putOnAll(wiped, place, "still there");

    wiped.kill();
    wiped.disk().wipe();
    JVMS.startAll();

    assertThat(wiped.client().get(place).values()).containsExactly("still there");
    putOnAll(wiped, Place.plain("pages", "after the wipe"), "on all three");
  }

  @Test
  void aWipedNodeDoesNotSayNotFoundAsIfItKnew() {
    StoryNode keeper = JVMS.node(1);
    StoryNode wiped = JVMS.node(2);
    StoryNode absent = JVMS.node(3);
    Place place = Place.plain("pages", "of two");
    JVMS.network().split(Passage.LOST, Set.of(1, 2), Set.of(3));
    JVMS.awaitNoticed(keeper, 2);
    assertThat(keeper.client().put(place.with("w", 2), "kept").isAcknowledged()).isTrue();

    JVMS.network().split(Passage.LOST, Set.of(1), Set.of(2));
    wiped.kill();
    wiped.disk().wipe();
    JVMS.network().join(2, 3);
    wiped.start();
    wiped.awaitServing();
    Waiting.that(wiped + " and " + absent + " have found each other")
        .until(() -> wiped.reaches(absent) && absent.reaches(wiped));
    for (StoryNode node : List.of(wiped, absent))
      assertThat(node.client().get(place.with("r", 2).with("timeout", 2_000)).status())
          .as("%s asks one that has lost its disk and one that was away", node)
          .isEqualTo(503);

    JVMS.network().heal();
    JVMS.awaitSettled();
    new Replicas(JVMS.all()).awaitEqual(Set.of(place));
    assertThat(wiped.client().get(place.with("r", 1)).values()).containsExactly("kept");
  }

  private static void putOnAll(StoryNode node, Place place, String value) {
    Answer answer = StoreClient.insisting(() -> node.client().put(place.with("w", 3), value));
    assertThat(answer.isAcknowledged()).as("%s at %s", answer, node).isTrue();
  }

  private static void put(StoryNode node, Place place, String value) {
    Answer answer = node.client().put(place, value);
    assertThat(answer.isAcknowledged()).as("%s at %s", answer, node).isTrue();
  }
}
