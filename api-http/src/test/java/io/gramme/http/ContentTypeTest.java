package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "text/plain;charset=\"UTF-8\"; x=y",
        "TEXT/Plain",
        "text/plain",
        "application/json",
        "application/x-thing+json ; a=\"b;c\"",
        "image/*"
      })
  void comesBackByteForByte(String type) {
    RawAnswer stored =
        server.send("PUT /buckets/ct/keys/k HTTP/1.1\nContent-Type: " + type + "\n\nx");
    assertThat(stored.status()).isEqualTo(204);
    assertThat(stored.headerLines()).contains("Content-Type: " + type);
    assertThat(server.send("GET /buckets/ct/keys/k HTTP/1.1").headerLines())
        .contains("Content-Type: " + type);
  }

  @Test
  void isRequired() {
    RawAnswer answer = server.send("PUT /buckets/ct/keys/none HTTP/1.1\n\nx");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("Missing Content-Type request header");
  }

  @Test
  void isRefusedWhenItIsNone() {
    RawAnswer answer = server.send("PUT /buckets/ct/keys/bad HTTP/1.1\nContent-Type: garbage\n\nx");
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body())
        .isEqualTo("\"garbage\" is not a valid media type for the Content-type header.\n");
  }

  @Test
  void ofMultipartIsKeptAndItsBodyIsLeftAlone() {
    String body = "--XX\r\n\r\nhello\r\n--XX--\r\n";
    RawAnswer stored =
        server.send(
            "PUT /buckets/ct/keys/form?returnbody=true HTTP/1.1\n"
                + "Content-Type: multipart/form-data; boundary=XX\n\n"
                + body);
    assertThat(stored.status()).isEqualTo(200);
    assertThat(stored.header("Content-Type")).isEqualTo("multipart/form-data; boundary=XX");
    assertThat(stored.body()).isEqualTo(body);
  }
}
