package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetadataTest {

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawAnswer storedAndFetched(String key, String headers) {
    RawAnswer stored =
        server.send(
            "PUT /buckets/b/keys/"
                + key
                + " HTTP/1.1\nContent-Type: text/plain\n"
                + headers
                + "\n\nx");
    assertThat(stored.status()).as(stored.body()).isEqualTo(204);
    return server.send("GET /buckets/b/keys/" + key + " HTTP/1.1");
  }

  @Test
  void comesBackVerbatim() {
    RawAnswer answer =
        storedAndFetched(
            "all",
            "X-Riak-Meta-Color: Blue,  and; \"green\"\nX-Riak-Meta-a: 1\n"
                + "Link: </buckets/b1/keys/k1>; riaktag=\"friend, or foe\"\n"
                + "x-riak-index-field1_bin: val1\nX-Riak-Index-n_int: 5, -7\n"
                + "Content-Encoding: gzip");
    assertThat(answer.headerLines())
        .contains(
            "X-Riak-Meta-Color: Blue,  and; \"green\"",
            "X-Riak-Meta-A: 1",
            "Link: </buckets/b1/keys/k1>; riaktag=\"friend, or foe\", </buckets/b>; rel=\"up\"",
            "x-riak-index-field1_bin: val1",
            "x-riak-index-n_int: 5, -7",
            "Content-Encoding: gzip");
  }

  @Test
  void mayBeTextOfAnyLanguageInUtf8OrLatin1() {
    String utf8 =
        new String("Zénobe ギリシャ 𝄞".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(storedAndFetched("utf8", "X-Riak-Meta-Name: " + utf8).header("X-Riak-Meta-Name"))
        .isEqualTo(utf8);
    assertThat(
            storedAndFetched("latin", "X-Riak-Meta-Name: Z\u00e9nobe").header("X-Riak-Meta-Name"))
        .isEqualTo("Z\u00e9nobe");
  }

  @Test
  void isReplacedAsAWholeByTheNextWrite() {
    storedAndFetched("replaced", "X-Riak-Meta-Old: 1");
    assertThat(storedAndFetched("replaced", "X-Riak-Meta-New: 1").find("X-Riak-Meta-Old"))
        .isEmpty();
  }

  @Test
  void mayBeHundredsOfLinks() {
    String links =
        IntStream.range(0, 500)
            .mapToObj(i -> "</riak/b/k" + i + ">; riaktag=\"friend\"")
            .collect(Collectors.joining(", "));
    assertThat(storedAndFetched("links", "Link: " + links).header("Link"))
        .isEqualTo(links + ", </buckets/b>; rel=\"up\"");
  }

  @Test
  void ofAnAnswerMayBeSentBackWithAWrite() {
    RawAnswer first =
        storedAndFetched("back", "X-Riak-Meta-A: 1\nLink: </buckets/b/keys/o>; riaktag=\"t\"");
    String all = String.join("\n", first.headerLines());
    RawAnswer stored =
        server.send(
            "PUT /buckets/b/keys/back HTTP/1.1\n"
                + all.replaceAll("(?i)\n?(Content-Length|Server|Date):[^\n]*", "")
                + "\n\nnew");
    assertThat(stored.status()).as(stored.body()).isEqualTo(204);
    RawAnswer second = server.send("GET /buckets/b/keys/back HTTP/1.1");
    assertThat(second.body()).isEqualTo("new");
    assertThat(second.header("Link")).isEqualTo(first.header("Link"));
    assertThat(second.header("X-Riak-Meta-A")).isEqualTo("1");
  }

  @Test
  void doesNotDependOnAnotherRequestsSpelling() {
    try (RawConnection connection = server.connect()) {
      for (String spelling : new String[] {"X-RIAK-META-ABC", "x-riak-meta-abc"}) {
        connection.send(
            "PUT /buckets/b/keys/case HTTP/1.1\nContent-Type: a/b\n" + spelling + ": v\n\nx");
        assertThat(connection.send("GET /buckets/b/keys/case HTTP/1.1").headerLines())
            .contains("X-Riak-Meta-Abc: v");
      }
    }
  }

  @Test
  void tellsWhenAndWhichInAFormThatClientsRead() {
    RawAnswer answer = storedAndFetched("etag", "X-Riak-ClientId: me");
    assertThat(answer.header("ETag")).matches("\"[0-9A-Za-z]{10,22}\"");
    assertThat(answer.header("Last-Modified"))
        .matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT");
    assertThat(server.send("GET /buckets/b/keys/etag HTTP/1.1").header("ETag"))
        .isEqualTo(answer.header("ETag"));
    assertThat(answer.headerLines().toString())
        .contains("X-Riak-Vclock:", "ETag:", "Last-Modified:", "Content-Type:");
  }
}
