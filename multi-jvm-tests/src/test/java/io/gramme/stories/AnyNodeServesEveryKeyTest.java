package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** It does not matter whom a client asks. */
class AnyNodeServesEveryKeyTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  @Test
  void aValueIsReadOnEveryNodeAsItWasWrittenOnOne() {
    Place page = Place.plain("pages", "a key/with everything+else: é");
    StoreClient writer = JVMS.node(1).client();
    Answer written =
        writer.send(
            writer
                .request(page.path())
                .header("Content-Type", "text/html; charset=utf-8")
                .header("X-Riak-Meta-Colour", "green, and a comma")
                .PUT(BodyPublishers.ofString("<p>käse</p>")));
    assertThat(written.isAcknowledged()).as("%s", written).isTrue();
    for (StoryNode node : JVMS.all()) {
      Answer read = node.client().get(page);
      assertThat(read.values()).as("%s answers %s", node, read).containsExactly("<p>käse</p>");
      assertThat(read.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(read.header("X-Riak-Meta-Colour")).isEqualTo("green, and a comma");
    }
  }

  @Test
  void aConflictOfTwoNodesIsSeenOnTheThirdAndResolvedThere() {
    Place cart = Place.siblings("carts", "ann");
    put(1, cart, "milk");
    put(2, cart, "bread");

    Answer conflict = JVMS.node(3).client().get(cart);
    assertThat(conflict.values()).containsExactlyInAnyOrder("milk", "bread");
    Answer resolved = JVMS.node(3).client().put(cart, "milk and bread", conflict.context());
    assertThat(resolved.isAcknowledged()).as("%s", resolved).isTrue();

    for (StoryNode node : JVMS.all())
      assertThat(node.client().get(cart).values()).as("%s", node).containsExactly("milk and bread");
  }

  @Test
  void aWriteWithAnOldContextStandsBesideWhatItsWriterHadNotSeen() {
    Place cart = Place.siblings("carts", "bob");
    put(1, cart, "milk");
    Answer seen = JVMS.node(2).client().get(cart);
    JVMS.node(2).client().put(cart, "milk, eggs", seen.context());
    JVMS.node(3).client().put(cart, "milk, flour", seen.context());
    assertThat(JVMS.node(1).client().get(cart).values())
        .containsExactlyInAnyOrder("milk, eggs", "milk, flour");
  }

  @Test
  void aDeletedKeyIsGoneOnEveryNode() {
    Place cart = Place.siblings("carts", "cat");
    put(1, cart, "milk");
    String context = JVMS.node(2).client().get(cart).context();
    assertThat(JVMS.node(2).client().delete(cart, context).status()).isEqualTo(204);
    for (StoryNode node : JVMS.all()) {
      Answer read = node.client().get(cart);
      assertThat(read.status()).as("%s", node).isEqualTo(404);
      assertThat(read.header("X-Riak-Deleted")).isEqualTo("true");
    }
  }

  @Test
  void bucketPropertiesChangedOnOneNodeAreInForceOnTheOthers() {
    Answer changed = JVMS.node(2).client().putProperties("keepers", "{\"allow_mult\":true}");
    assertThat(changed.status()).as("%s", changed).isEqualTo(204);

    for (StoryNode node : JVMS.all()) {
      assertThat(node.client().properties("keepers").get("allow_mult"))
          .as("%s", node)
          .isEqualTo(true);
      Place kept = Place.plain("keepers", "written at " + node.id());
      node.client().put(kept, "one");
      node.client().put(kept, "another");
      assertThat(node.client().get(kept).values()).containsExactlyInAnyOrder("one", "another");
    }
  }

  @Test
  void aSecondProcessOnADataDirectoryIsRefusedAndTheFirstGoesOn() {
    StoryNode node = JVMS.node(3);
    Place cart = Place.plain("carts", "before the intruder");
    put(3, cart, "milk");

    Jvm intruder = node.startIntruder();
    try {
      assertThat(intruder.exitCode()).as("%s", intruder).isEqualTo(1);
    } finally {
      intruder.kill();
    }
    assertThat(intruder.output())
        .contains("is in use by process " + node.jvm().process().pid())
        .contains("give this node a data directory of its own");

    assertThat(node.isRunning()).isTrue();
    assertThat(node.client().get(cart).values()).containsExactly("milk");
    put(3, Place.plain("carts", "after the intruder"), "bread");
  }

  private static void put(int node, Place place, String value) {
    Answer answer = JVMS.node(node).client().put(place, value);
    assertThat(answer.isAcknowledged()).as("%s at %s", answer, JVMS.node(node)).isTrue();
  }
}
