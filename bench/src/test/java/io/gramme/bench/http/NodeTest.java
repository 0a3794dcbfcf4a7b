package io.gramme.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {

  @Test
  void anAddressReadsAsItIsWritten() {
    assertThat(Node.parse("127.0.0.1:8098")).isEqualTo(new Node("127.0.0.1", 8098));
    assertThat(Node.parse("ann:1")).hasToString("ann:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ann", "ann:", ":8098", "ann:x", "ann:0", "ann:65536"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Node.parse(text));
  }
}
