package io.gramme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"h1:8098", "127.0.0.1:1", "[::1]:65535", "node-3.rack_b.example:8098", "a:080"})
  void namesAHostAndAPort(String text) {
    assertThat(new Endpoint(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "h1",
        ":8098",
        "h1:",
        "h1:0",
        "h1:65536",
        "h1:123456",
        "h1:80x",
        "http://h1:80",
        "h 1:8",
        "::1:80",
        "-h:80",
        "h1:80/path",
        "a@b:80",
        "h1:٨٠"
      })
  void isNothingElse(String text) {
    assertThat(Endpoint.isValid(text)).isFalse();
    assertThatThrownBy(() -> new Endpoint(text)).hasMessageContaining("is not host:port");
  }

  @Test
  void isOfBoundedLength() {
    assertThat(Endpoint.isValid("h".repeat(300) + ":80")).isFalse();
  }
}
