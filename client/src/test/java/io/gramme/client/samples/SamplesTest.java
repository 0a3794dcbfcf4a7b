package io.gramme.client.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.FakeStore;
import io.gramme.client.GrammeClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the documentation shows does what it says. */
class SamplesTest {

  private final FakeStore store = new FakeStore();
  private final GrammeClient client = GrammeClient.connect(Snippets.settings(store.address()));

  @AfterEach
  void stop() {
    client.close();
    store.close();
  }

  @Test
  void nothingThatWasPutIntoTheCartIsLost() {
    assertThat(ShoppingCart.tour(client).pieces())
        .isEqualTo(Map.of("bread", 2, "eggs", 1, "milk", 1));
    assertThat(ShoppingCart.bucket(client).get("ann").siblings())
        .as("the last update made one of the siblings")
        .hasSize(1);
  }

  @Test
  void theSnippetsRun() {
    assertThat(Snippets.readAndWrite(store.address())).isEqualTo("bread, milk");
    assertThat(Snippets.update(client)).isEqualTo(1);
    assertThat(Snippets.update(client)).isEqualTo(2);
    assertThat(Snippets.delete(client)).isTrue();
    assertThat(Snippets.async(client).join()).isEqualTo(3);
    assertThat(Snippets.failures(client)).isEqualTo("stored");
  }
}
