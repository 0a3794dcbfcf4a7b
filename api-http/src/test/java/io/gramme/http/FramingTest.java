package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens on the wire: bodies, connections, and early answers that must not stall either. */
class FramingTest {

  private static final String HOST = "Host: localhost\r\n";
  private static final int LIMIT = 1024 * 1024;

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.with("gramme.http.max-bodies-in-flight-bytes = 1500 KiB");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String put(String key, String headers) {
    return "PUT /buckets/f/keys/"
        + key
        + " HTTP/1.1\r\n"
        + HOST
        + "Content-Type: text/plain\r\n"
        + headers
        + "\r\n";
  }

  @Test
  void aConnectionServesOneRequestAfterAnotherWhateverTheAnswers() {
    try (RawConnection connection = server.connect()) {
      String body = "x".repeat(100_000);
      for (int i = 0; i < 3; i++) {
        for (String path :
            List.of("/nosuch", "/buckets/f/keys/k?w=bad", "/types/no/buckets/b/keys/k", "/ping")) {
          RawAnswer early =
              connection.send("PUT " + path + " HTTP/1.1\nContent-Type: text/plain\n\n" + body);
          assertThat(early.status()).isBetween(400, 405);
        }
        assertThat(
                connection
                    .send("PUT /buckets/f/keys/k HTTP/1.1\nContent-Type: a/b\n\n" + body)
                    .status())
            .isEqualTo(204);
        assertThat(connection.send("GET /buckets/f/keys/k HTTP/1.1").body()).isEqualTo(body);
      }
    }
  }

  @Test
  void aBodyOfTheLimitPassesAndOneByteMoreIsTooMuch() {
    RawAnswer most =
        server.send("PUT /buckets/f/keys/most HTTP/1.1\nContent-Type: a/b\n\n" + "x".repeat(LIMIT));
    assertThat(most.status()).isEqualTo(204);
    RawAnswer more =
        server.send(
            "PUT /buckets/f/keys/more HTTP/1.1\nContent-Type: a/b\n\n" + "x".repeat(LIMIT + 1));
    assertThat(more.status()).isEqualTo(413);
    assertThat(more.body()).isEqualTo("a value has at most 1048576 bytes\n");
    assertThat(server.send("GET /buckets/f/keys/more HTTP/1.1").status()).isEqualTo(404);
  }

  @Test
  void aClientThatSendsFarTooMuchBeforeItListensStillReadsTheRefusal() {
    try (RawConnection connection = server.connect()) {
      RawAnswer answer =
          connection.send(
              "PUT /buckets/f/keys/far HTTP/1.1\nContent-Type: a/b\n\n" + "x".repeat(20 * LIMIT));
      assertThat(answer.status()).isEqualTo(413);
      assertThat(connection.send("GET /ping HTTP/1.1").status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatAsksBeforeItSendsIsRefusedBeforeItSends() {
    try (RawConnection connection = server.connect()) {
      connection.write(
          put("ask", "Expect: 100-continue\r\nContent-Length: " + 50 * LIMIT + "\r\n"));
      assertThat(connection.read(false).status()).isEqualTo(413);
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void aClientThatAsksBeforeItSendsIsToldToGoOn() {
    try (RawConnection connection = server.connect()) {
      connection.write(put("go", "Expect: 100-continue\r\nContent-Length: 2\r\n"));
      assertThat(connection.read(false).status()).isEqualTo(100);
      connection.write("hi");
      assertThat(connection.read(false).status()).isEqualTo(204);
    }
  }

  @Test
  void aChunkedBodyIsStoredWhole() {
    try (RawConnection connection = server.connect()) {
      connection.write(put("chunked", "Transfer-Encoding: chunked\r\n"));
      connection.write("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
      assertThat(connection.read(false).status()).isEqualTo(204);
      assertThat(connection.send("GET /buckets/f/keys/chunked HTTP/1.1").body())
          .isEqualTo("hello world");
    }
  }

  @Test
  void aChunkedBodyOverTheLimitIsTooMuch() {
    try (RawConnection connection = server.connect()) {
      connection.write(put("chunks", "Transfer-Encoding: chunked\r\n"));
      String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
      for (int i = 0; i < 17; i++) connection.write(chunk);
      connection.write("0\r\n\r\n");
      assertThat(connection.read(false).status()).isEqualTo(413);
    }
  }

  @Test
  void aChunkedBodyFarOverTheLimitIsReadAwayAndTheConnectionLivesOn() {
    try (RawConnection connection = server.connect()) {
      connection.write(put("many-chunks", "Transfer-Encoding: chunked\r\n"));
      String chunk = "100000\r\n" + "x".repeat(0x100000) + "\r\n";
      for (int i = 0; i < 20; i++) connection.write(chunk);
      connection.write("0\r\n\r\n");
      assertThat(connection.read(false).status()).isEqualTo(413);
      assertThat(connection.send("GET /ping HTTP/1.1").status()).isEqualTo(200);
    }
  }

  @Test
  void aBrokenChunkIsABadRequest() {
    try (RawConnection connection = server.connect()) {
      connection.write(
          put("broken", "Transfer-Encoding: chunked\r\n") + "zz\r\nhello\r\n0\r\n\r\n");
      assertThat(connection.read(false).status()).isEqualTo(400);
    }
  }

  @Test
  void aBodyThatDoesNotArriveIsNotAwaitedForEver() {
    try (RunningServer impatient = RunningServer.with("gramme.http.body-timeout = 700ms");
        RawConnection connection = impatient.connect()) {
      connection.write(put("slow", "Content-Length: 10\r\n") + "only");
      assertThat(connection.read(false).status()).isEqualTo(408);
    }
  }

  @Test
  void bodiesOnTheirWayAreBoundedTogether() {
    try (RawConnection first = server.connect();
        RawConnection second = server.connect()) {
      first.write(put("first", "Content-Length: " + LIMIT + "\r\n") + "begun");
      RawAnswer refused = refusedInTheMeantime();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      first.write("x".repeat(LIMIT - "begun".length()));
      assertThat(first.read(false).status()).isEqualTo(204);
      second.write(put("second", "Content-Length: " + LIMIT + "\r\n") + "x".repeat(LIMIT));
      assertThat(second.read(false).status()).isEqualTo(204);
    }
  }

  /** The first body is known to be on its way once another of its size is refused. */
  private static RawAnswer refusedInTheMeantime() {
    String large = "PUT /buckets/f/keys/other HTTP/1.1\nContent-Type: a/b\n\n" + "x".repeat(LIMIT);
    RawAnswer answer = server.send(large);
    for (int i = 0; i < 20 && answer.status() == 204; i++) answer = server.send(large);
    return answer;
  }

  @Test
  void requestsInARowAreAnsweredInTheirOrder() {
    server.send("PUT /buckets/f/keys/row HTTP/1.1\nContent-Type: a/b\n\nrow");
    try (RawConnection connection = server.connect()) {
      connection.write(
          "GET /ping HTTP/1.1\r\n"
              + HOST
              + "\r\nGET /buckets/f/keys/row HTTP/1.1\r\n"
              + HOST
              + "\r\n");
      assertThat(connection.read(false).body()).isEqualTo("OK");
      assertThat(connection.read(false).body()).isEqualTo("row");
    }
  }

  @Test
  void aConnectionIsClosedForWhoeverWantsIt() {
    try (RawConnection connection = server.connect()) {
      assertThat(connection.send("GET /ping HTTP/1.1\nConnection: close").status()).isEqualTo(200);
      assertThat(connection.isAtEnd()).isTrue();
    }
    try (RawConnection connection = server.connect()) {
      connection.write("GET /ping HTTP/1.0\r\n\r\n");
      assertThat(connection.read(false).body()).isEqualTo("OK");
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void aPutWithoutABodyStoresNothingButItsHead() {
    try (RawConnection connection = server.connect()) {
      connection.write(put("bare", ""));
      assertThat(connection.read(false).status()).isEqualTo(204);
      assertThat(connection.send("GET /buckets/f/keys/bare HTTP/1.1").body()).isEmpty();
    }
  }
}
