package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  private static void putOnAll(StoryNode node, Place place, String value) {
    Answer answer = StoreClient.insisting(() -> node.client().put(place.with("w", 3), value));
    assertThat(answer.isAcknowledged()).as("%s at %s", answer, node).isTrue();
  }

  private static void put(StoryNode node, Place place, String value) {
    Answer answer = node.client().put(place, value);
    assertThat(answer.isAcknowledged()).as("%s at %s", answer, node).isTrue();
  }
}
