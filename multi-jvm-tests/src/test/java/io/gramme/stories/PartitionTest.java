package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Network.Passage;
import io.gramme.stories.Shoppers.Wish;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However the network is split, every side serves, and they meet again. */
class PartitionTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  private static final Wish ONE = new Wish(1, 1, 3_000);
  private static final Wish TWO = new Wish(2, 2, 3_000);

  private final StoryNode first = JVMS.node(1);
  private final StoryNode second = JVMS.node(2);
  private final StoryNode third = JVMS.node(3);

  @AfterEach
  void everybodyHearsEverybodyAgain() {
    JVMS.network().heal();
    for (StoryNode node : JVMS.all()) cutInside(node, "");
  }

  @Test
  void twoAndOneAreBothWrittenToAndNothingIsMissingAfterwards() {
    Object clusterId = first.self().get("cluster_id");
    try (Shop shop = new Shop("two-and-one", JVMS)) {
      Shoppers left = shop.enter("the two, W=2", TWO, first, second);
      Shoppers quick = shop.enter("the two, W=1", ONE, first, second);
      Shoppers right = shop.enter("the one, W=1", ONE, third);
      shop.awaitServed(30, left, quick, right);

      shop.begin("split");
      JVMS.network().split(Passage.LOST, Set.of(1, 2), Set.of(3));
      shop.assertServedAfterTheFirstSeconds(left, quick, right);
      assertThat(third.client().put(Place.plain("pages", "p").with("w", 2), "x").status())
          .as("two of one")
          .isEqualTo(503);

      shop.begin("healed");
      JVMS.network().heal();
      JVMS.awaitSettled();
      shop.awaitServed(30, left, quick, right);
      shop.closeAndCheck();
    }
    assertThat(third.self().get("cluster_id")).as("nobody was removed").isEqualTo(clusterId);
  }

  @Test
  void eachForItselfIsWrittenToAndWhatWasSentComesLate() {
    Object clusterId = first.self().get("cluster_id");
    try (Shop shop = new Shop("each-for-itself", JVMS)) {
      Shoppers a = shop.enter("n1, W=1", ONE, first);
      Shoppers b = shop.enter("n2, W=1", ONE, second);
      Shoppers c = shop.enter("n3, W=1", ONE, third);
      shop.begin("split");
      JVMS.network().split(Passage.LATE, Set.of(1), Set.of(2), Set.of(3));
      shop.assertServedAfterTheFirstSeconds(a, b, c);

      shop.begin("healed");
      JVMS.network().heal();
      JVMS.awaitSettled();
      shop.awaitServed(30, a, b, c);
      shop.closeAndCheck();
    }
    for (StoryNode node : JVMS.all())
      assertThat(node.self().get("cluster_id")).as("%s", node).isEqualTo(clusterId);
  }

  @Test
  void oneThatIsHeardButDoesNotHearLosesNothing() {
    try (Shop shop = new Shop("one-way", JVMS)) {
      Shoppers all = shop.enter("all, W=2", TWO, first, second, third);
      Shoppers quick = shop.enter("all, W=1", ONE, first, second, third);
      shop.awaitServed(30, all, quick);

      shop.begin("n1 can not send to n2");
      JVMS.network().cut(1, 2, Passage.LOST);
      shop.assertServedAfterTheFirstSeconds(all, quick);

      shop.begin("healed");
      JVMS.network().heal();
      JVMS.awaitSettled();
      shop.awaitServed(30, all, quick);
      shop.closeAndCheck();
    }
  }

  @Test
  void whatIsDeletedOnOneSideIsNotRaisedByTheOther() {
    Place kept = Place.siblings("carts", "kept on one side");
    Answer written = first.client().put(kept.with("w", 3), "milk");
    assertThat(written.isAcknowledged()).as("%s", written).isTrue();
    JVMS.network().split(Passage.LOST, Set.of(1, 2), Set.of(3));
    JVMS.awaitNoticed(first, 2);

    Answer seen = first.client().get(kept);
    assertThat(first.client().delete(kept.with("w", 2), seen.context()).status()).isEqualTo(204);
    assertThat(third.client().get(kept.with("r", 1)).values()).containsExactly("milk");

    JVMS.network().heal();
    JVMS.awaitSettled();
    new Replicas(JVMS.all()).awaitEqual(Set.of(kept));
    for (StoryNode node : JVMS.all()) {
      assertThat(node.client().get(kept).values()).as("%s", node).isEmpty();
      assertThat(new Replicas(JVMS.all()).of(node, kept).get("held"))
          .as("the tombstone stays until all have had it for long")
          .isEqualTo(true);
    }
  }

  @Test
  void aNodeCanBeCutOffFromWithin() {
    Place cart = Place.siblings("carts", "split");
    cutInside(third, first.id() + "," + second.id());
    JVMS.awaitNoticed(first, 2);
    JVMS.awaitNoticed(third, 1);

    assertThat(first.client().put(cart, "milk").isAcknowledged()).as("two of three").isTrue();
    assertThat(third.client().put(cart.with("w", 1), "eggs").isAcknowledged()).isTrue();

    cutInside(third, "");
    JVMS.awaitSettled();
    assertThat(first.client().get(cart.with("r", 3)).values()).contains("milk", "eggs");
  }

  private static void cutInside(StoryNode node, String peers) {
    StoreClient client = node.client();
    Answer answer =
        client.send(client.request("/internal/cut?peers=" + peers).PUT(BodyPublishers.noBody()));
    assertThat(answer.status()).isEqualTo(204);
  }
}
