package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes on one side of a split, one on the other: both sides serve, and they meet again. */
class PartitionTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  @AfterEach
  void everybodyHearsEverybodyAgain() {
    for (int i = 1; i <= 3; i++) cut(i, "");
  }

  @Test
  void bothSidesAreWrittenToAndNothingThatWasAcknowledgedIsMissingAfterwards() {
    StoryNode left = JVMS.node(1);
    StoryNode right = JVMS.node(3);
    Object clusterId = left.self().get("cluster_id");
    Place cart = Place.siblings("carts", "split");
    cut(1, right.id());
    cut(2, right.id());
    cut(3, left.id() + "," + JVMS.node(2).id());
    Waiting.that("each side notices the silence of the other")
        .until(
            () ->
                Integer.valueOf(2).equals(left.self().get("cluster_size"))
                    && Integer.valueOf(1).equals(right.self().get("cluster_size")));

    assertThat(left.client().put(cart, "milk").isAcknowledged()).as("two of three").isTrue();
    assertThat(right.client().put(cart, "bread").status()).as("one of three").isEqualTo(503);
    assertThat(right.client().put(cart.with("w", 1), "eggs").isAcknowledged()).isTrue();

    everybodyHearsEverybodyAgain();
    JVMS.awaitSettled();
    assertThat(right.self().get("cluster_id")).isEqualTo(clusterId);
    assertThat(left.client().get(cart.with("r", 3)).values()).contains("milk", "eggs");
  }

  private static void cut(int node, String peers) {
    StoreClient client = JVMS.node(node).client();
    Answer answer =
        client.send(client.request("/internal/cut?peers=" + peers).PUT(BodyPublishers.noBody()));
    assertThat(answer.status()).isEqualTo(204);
  }
}
