package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gramme.client.FakeNode.Said;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where requests go when the client knows the ring. */
class ClientDrivenTest {

  private final FakeNode ann = FakeNode.start();
  private final FakeNode bob = FakeNode.start();
  private final FakeNode cat = FakeNode.start();
  private final FakeNode seed = FakeNode.start();

  @AfterEach
  void stop() {
    for (FakeNode each : new FakeNode[] {ann, bob, cat, seed}) each.close();
  }

  @Test
  void aRequestGoesToTheOwnerOfItsKey() {
    seed.tellRing(ring(1, 1, ann, bob, cat, ann));
    try (GrammeClient client = client()) {
      client.refreshRing().join();
      Bucket<String> notes = client.bucket("notes", Codec.text());
      Map<FakeNode, Integer> expected = new HashMap<>();
      for (int i = 0; i < 40; i++) {
        Place place = new Place("default", Name.of("notes"), Name.of("k" + i));
        FakeNode owner = new FakeNode[] {ann, bob, cat, ann}[place.partition(4)];
        expected.merge(owner, 1, Integer::sum);
        notes.get("k" + i);
      }
      assertThat(ann.asked).hasSize(expected.get(ann));
      assertThat(bob.asked).hasSize(expected.get(bob));
      assertThat(cat.asked).hasSize(expected.get(cat));
      assertThat(seed.asked).isEmpty();
    }
  }

  @Test
  void theNodesThatKeepAKeyShareItsReads() {
    seed.tellRing(ring(1, 2, ann, bob));
    try (GrammeClient client = client()) {
      client.refreshRing().join();
      Bucket<String> notes = client.bucket("notes", Codec.text());
      while (ann.asked.isEmpty() || bob.asked.isEmpty()) notes.get("monday");
      assertThat(seed.asked).isEmpty();
    }
  }

  @Test
  void aDeadOwnerIsPassedOverForTheNextOfThePreferenceList() {
    seed.tellRing(ring(1, 1, ann, bob));
    ann.close();
    bob.answering(Said.of(200, "bread"));
    try (GrammeClient client = client()) {
      client.refreshRing().join();
      Bucket<String> notes = client.bucket("notes", Codec.text());
      for (int i = 0; i < 20; i++) assertThat(notes.get("k" + i).value()).contains("bread");
      assertThat(seed.asked).isEmpty();
    }
  }

  @Test
  void withoutARingTheSeedsAreAsked() {
    try (GrammeClient client = client()) {
      assertThat(client.refreshRing().join()).isZero();
      client.bucket("notes", Codec.text()).get("monday");
      assertThat(seed.asked).hasSize(1);
    }
  }

  @Test
  void aRingWithoutAddressesLeadsToTheSeeds() {
    seed.tellRing(ring(1, 1, ann, bob).replaceAll("127.0.0.1:[0-9]+", ""));
    try (GrammeClient client = client()) {
      assertThat(client.refreshRing().join()).isEqualTo(1);
      client.bucket("notes", Codec.text()).get("monday");
      assertThat(seed.asked).hasSize(1);
    }
  }

  @Test
  void nonsenseForARingLeavesWhatIsKnown() {
    seed.tellRing(ring(3, 1, ann));
    try (GrammeClient client = client()) {
      client.refreshRing().join();
      for (String nonsense : new String[] {"", "[]", "{\"owners\": [\"x\",\"y\",\"z\"]}", "{\"a"}) {
        seed.tellRing(nonsense);
        ann.tellRing(nonsense);
        assertThat(client.refreshRing().join()).as(nonsense).isEqualTo(3);
      }
    }
  }

  @Test
  void anAnswerFromALaterRingMakesTheClientLearnItAtOnce() {
    seed.tellRing(ring(1, 1, ann));
    try (GrammeClient client = client()) {
      client.refreshRing().join();
      ann.tellRing(ring(2, 1, bob));
      ann.answering(Said.of(200, "bread").with("X-Gramme-Ring", "2"));
      client.bucket("notes", Codec.text()).get("monday");
      await().until(() -> client.figures().ringEpoch() == 2);
      client.bucket("notes", Codec.text()).get("monday");
      assertThat(bob.asked).hasSize(1);
    }
  }

  @Test
  void anAnswerFromAnEarlierRingOrNoneIsNoNews() {
    seed.tellRing(ring(5, 1, ann));
    try (GrammeClient client = client()) {
      client.refreshRing().join();
      long before = client.figures().ringReads();
      for (String epoch : new String[] {"4", "5", "six", "", "-9", "99999999999999999999"}) {
        ann.answering(FakeNode.NOT_FOUND.with("X-Gramme-Ring", epoch));
        client.bucket("notes", Codec.text()).get("monday");
      }
      assertThat(client.figures().ringReads()).isEqualTo(before);
    }
  }

  @Test
  void theRingIsLearnedEverySoOften() {
    seed.tellRing(ring(1, 1, ann));
    ann.tellRing(ring(1, 1, ann));
    try (GrammeClient client =
        GrammeClient.connect(settings().refreshingEvery(Duration.ofMillis(20)))) {
      await().until(() -> client.figures().ringEpoch() == 1);
      seed.tellRing(ring(2, 1, bob));
      ann.tellRing(ring(2, 1, bob));
      await().until(() -> client.figures().ringEpoch() == 2);
    }
  }

  private ClientSettings settings() {
    return ClientSettings.of(seed.address())
        .with(Hedging.OFF)
        .refreshingEvery(Duration.ofHours(1))
        .with(new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), 4))
        .with(new Patience(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMinutes(2)));
  }

  private GrammeClient client() {
    return GrammeClient.connect(settings());
  }

  /** The document of a ring; its members are the owners. */
  private static String ring(long epoch, int replicas, FakeNode... owners) {
    StringBuilder nodes = new StringBuilder();
    StringBuilder list = new StringBuilder();
    for (FakeNode each : owners) {
      nodes.append(
          ",{\"id\":\"n%s\",\"zone\":\"\",\"http\":\"%s\"}"
              .formatted(each.address().replace(':', '-'), each.address()));
      list.append(",\"n").append(each.address().replace(':', '-')).append('"');
    }
    return "{\"epoch\":%d,\"replicas\":%d,\"nodes\":[%s],\"owners\":[%s]}"
        .formatted(epoch, replicas, nodes.substring(1), list.substring(1));
  }
}
