package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackingTest {

  private static final String LONG = "to be or not to be; ".repeat(500);

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
    put("long", "Content-Type: text/plain", LONG);
    put("short", "Content-Type: text/plain", "hello");
    put("image", "Content-Type: image/png", LONG);
    put("stored", "Content-Type: text/plain\nContent-Encoding: gzip", LONG);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void put(String key, String headers, String body) {
    server.send("PUT /buckets/p/keys/" + key + " HTTP/1.1\n" + headers + "\n\n" + body);
  }

  private static RawAnswer get(String key, String accepted) {
    return server.send("GET /buckets/p/keys/" + key + " HTTP/1.1\nAccept-Encoding: " + accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br, GZIP;q=0.5", "*", "deflate;q=0, *;q=0.1"})
  void aLongTextIsPackedInOneMember(String accepted) throws IOException {
    RawAnswer answer = get("long", accepted);
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(answer.body()).hasSizeLessThan(LONG.length() / 4);
    byte[] packed = answer.body().getBytes(StandardCharsets.ISO_8859_1);
    int members = 0;
    for (int i = 0; i + 2 < packed.length; i++)
      if (packed[i] == 0x1f && (packed[i + 1] & 0xff) == 0x8b && packed[i + 2] == 8) members++;
    assertThat(members).isEqualTo(1);
    GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed));
    assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).isEqualTo(LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip;q=0, *", "br", "gzip; q=0.000", ""})
  void whoDoesNotUnpackGetsItPlain(String accepted) {
    RawAnswer answer = get("long", accepted);
    assertThat(answer.find("Content-Encoding")).isEmpty();
    assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(answer.body()).isEqualTo(LONG);
  }

  @Test
  void whatIsShortOrPackedAlreadyGoesOutAsItIs() {
    assertThat(get("short", "gzip").body()).isEqualTo("hello");
    assertThat(get("image", "gzip").body()).isEqualTo(LONG);
    assertThat(get("stored", "gzip").body()).isEqualTo(LONG);
    RawAnswer part =
        server.send(
            "GET /buckets/p/keys/long HTTP/1.1\nAccept-Encoding: gzip\nRange: bytes=0-4999");
    assertThat(part.body()).isEqualTo(LONG.substring(0, 5000));
  }

  @Test
  void headersOfEightKibibytesAndHundredsOfLinksPass() {
    StringBuilder links = new StringBuilder("</buckets/p/keys/k0>; riaktag=\"t\"");
    for (int i = 1; i < 400; i++)
      links.append(", </buckets/p/keys/k").append(i).append(">; riaktag=\"t\"");
    String meta = "m".repeat(8 << 10);
    put("rich", "Content-Type: a/b\nX-Riak-Meta-Long: " + meta + "\nLink: " + links, "x");
    RawAnswer answer = get("rich", "gzip");
    assertThat(answer.header("X-Riak-Meta-Long")).isEqualTo(meta);
    assertThat(answer.header("Link")).startsWith(links.toString());
  }

  @Test
  void aBodyInChunksIsStoredWhole() {
    server.send(
        "PUT /buckets/p/keys/chunked HTTP/1.1\nContent-Type: text/plain\n"
            + "Transfer-Encoding: chunked\n\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    assertThat(get("chunked", "gzip").body()).isEqualTo("abcde");
  }
}
