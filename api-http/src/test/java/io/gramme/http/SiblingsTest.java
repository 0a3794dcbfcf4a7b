package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiblingsTest {

  private static final String KEY = "/types/siblings/buckets/cart/keys/";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawAnswer get(String key, String... headers) {
    return server.send("GET " + KEY + key + " HTTP/1.1" + lines(headers));
  }

  private static RawAnswer put(String key, String value, String... headers) {
    return server.send(
        "PUT "
            + KEY
            + key
            + " HTTP/1.1\nContent-Type: text/plain"
            + lines(headers)
            + "\n\n"
            + value);
  }

  private static String lines(String... headers) {
    return headers.length == 0 ? "" : "\n" + String.join("\n", headers);
  }

  private static String clock(String key) {
    return "X-Riak-Vclock: " + get(key).header("X-Riak-Vclock");
  }

  /** Leaves two siblings, B and C. */
  private static void twoSiblings(String key) {
    put(key, "A");
    String seen = clock(key);
    put(key, "B", seen);
    server.send(
        "PUT "
            + KEY
            + key
            + " HTTP/1.1\nContent-Type: application/json\nX-Riak-Meta-who: c\n"
            + seen
            + "\n\n{\"C\":1}");
  }

  private static List<String> tags(RawAnswer list) {
    List<String> lines = list.body().lines().toList();
    return lines.subList(1, lines.size());
  }

  @Test
  void areListedByTheirTags() {
    twoSiblings("list");
    RawAnswer answer = get("list");
    assertThat(answer.status()).isEqualTo(300);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
    assertThat(answer.body()).matches("Siblings:\n[0-9A-Za-z]+\n[0-9A-Za-z]+\n");
    assertThat(answer.header("ETag")).matches("\"[0-9A-Za-z]+\"");
    assertThat(answer.find("Last-Modified")).isPresent();
    assertThat(answer.find("X-Riak-Vclock")).isPresent();
    RawAnswer head = server.send("HEAD " + KEY + "list HTTP/1.1");
    assertThat(head.status()).isEqualTo(300);
    assertThat(head.header("Content-Length")).isEqualTo("" + answer.body().length());
    assertThat(head.header("ETag")).isEqualTo(answer.header("ETag"));
  }

  @Test
  void areShownInPartsWithAllThatIsStoredBesideThem() {
    twoSiblings("parts");
    RawAnswer answer = get("parts", "Accept: multipart/mixed");
    assertThat(answer.status()).isEqualTo(300);
    String boundary = answer.header("Content-Type").replace("multipart/mixed; boundary=", "");
    String[] parts = answer.body().split("\r\n--" + boundary);
    assertThat(parts).hasSize(4);
    assertThat(parts[0]).isEmpty();
    assertThat(parts[3]).isEqualTo("--\r\n");
    assertThat(List.of(parts[1], parts[2]))
        .anySatisfy(
            part ->
                assertThat(part)
                    .matches(
                        "\r\nContent-Type: text/plain\r\nLink: </buckets/cart>; rel=\"up\"\r\n"
                            + "Etag: [0-9A-Za-z]+\r\nLast-Modified: .* GMT\r\n\r\nB"))
        .anySatisfy(
            part ->
                assertThat(part)
                    .matches(
                        "\r\nContent-Type: application/json\r\n"
                            + "Link: </buckets/cart>; rel=\"up\"\r\n"
                            + "Etag: [0-9A-Za-z]+\r\nLast-Modified: .* GMT\r\n"
                            + "X-Riak-Meta-Who: c\r\n\r\n\\{\"C\":1\\}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/mixed",
        "*/*, multipart/mixed",
        "multipart/mixed, */*;q=0.9",
        "multipart/mixed, application/json, */*;q=0.5",
        "text/plain, multipart/mixed",
        "multipart/*"
      })
  void areInPartsForWhoeverAsksForThat(String accept) {
    twoSiblings("asks");
    assertThat(get("asks", "Accept: " + accept).header("Content-Type"))
        .startsWith("multipart/mixed; boundary=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "text/plain", "text/*", "multipart/mixed, text/plain", "nonsense"})
  void areAListForAllOthers(String accept) {
    twoSiblings("others");
    assertThat(get("others", "Accept: " + accept).header("Content-Type")).isEqualTo("text/plain");
  }

  @Test
  void areNothingToAClientThatTakesNeither() {
    twoSiblings("neither");
    RawAnswer answer = get("neither", "Accept: application/json");
    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void canBeFetchedOneByOne() {
    twoSiblings("one");
    List<String> bodies =
        tags(get("one")).stream()
            .map(
                tag -> {
                  RawAnswer answer = get("one?vtag=" + tag);
                  assertThat(answer.status()).isEqualTo(200);
                  assertThat(answer.header("ETag")).isEqualTo('"' + tag + '"');
                  return answer.body();
                })
            .toList();
    assertThat(bodies).containsExactlyInAnyOrder("B", "{\"C\":1}");
    assertThat(get("one?vtag=nosuch").status()).isEqualTo(404);
  }

  @Test
  void growByOneWithEachStaleWriteHoweverOften() {
    put("stale", "first");
    String stale = clock("stale");
    for (int i = 0; i < 20; i++) put("stale", "v" + i, stale);
    assertThat(tags(get("stale"))).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void areReturnedInPartsToTheWriterWhoAsks() {
    put("writer", "A");
    RawAnswer answer = put("writer?returnbody=true", "D", "Accept: application/json");
    assertThat(answer.status()).isEqualTo(300);
    assertThat(answer.header("Content-Type")).startsWith("multipart/mixed; boundary=");
    assertThat(answer.body()).contains("\r\n\r\nA\r\n").contains("\r\n\r\nD\r\n");
  }

  @Test
  void endWithAWriteThatHasSeenThemAll() {
    twoSiblings("merge");
    RawAnswer merged = put("merge?returnbody=true", "both", clock("merge"));
    assertThat(merged.status()).isEqualTo(200);
    assertThat(get("merge").body()).isEqualTo("both");
  }

  @Test
  void keepADeleteThatHasNotSeenThem() {
    put("deleted", "A");
    String stale = clock("deleted");
    put("deleted", "B", stale);
    RawAnswer gone = server.send("DELETE " + KEY + "deleted HTTP/1.1\n" + stale);
    assertThat(gone.status()).isEqualTo(204);
    assertThat(gone.header("Content-Type")).isEqualTo("text/html");
    assertThat(get("deleted", "Accept: multipart/mixed").body())
        .containsPattern(
            "Content-Type: application/octet-stream\r\nLink: .*\r\nEtag: .*\r\n"
                + "Last-Modified: .*\r\nX-Riak-Deleted: true\r\n\r\n\r\n--")
        .contains("\r\n\r\nB\r\n");
    boolean shown =
        tags(get("deleted")).stream()
            .map(tag -> get("deleted?vtag=" + tag))
            .anyMatch(one -> one.status() == 200 && one.find("X-Riak-Deleted").isPresent());
    assertThat(shown).isTrue();
  }

  @Test
  void areAllDeletedByADeleteWithoutAClock() {
    twoSiblings("all");
    assertThat(server.send("DELETE " + KEY + "all HTTP/1.1").status()).isEqualTo(204);
    RawAnswer answer = get("all");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("X-Riak-Deleted")).isEqualTo("true");
    assertThat(answer.find("X-Riak-Vclock")).isPresent();
    assertThat(answer.body()).isEqualTo("not found\n");
    put("all", "again", "X-Riak-Vclock: " + answer.header("X-Riak-Vclock"));
    assertThat(get("all").body()).isEqualTo("again");
  }

  @ParameterizedTest
  @CsvSource({
    "POST /buckets/new/keys, /buckets/new/keys/",
    "POST /types/siblings/buckets/new/keys, /types/siblings/buckets/new/keys/",
    "POST /riak/new, /riak/new/",
    "POST /buckets/a%2Fb+c/keys?returnbody=true, /buckets/a%2Fb+c/keys/"
  })
  void getAKeyOfTheServersChoice(String start, String location) {
    RawAnswer made = server.send(start + " HTTP/1.1\nContent-Type: text/plain\n\nanon");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).startsWith(location);
    assertThat(made.body()).isEqualTo(start.contains("returnbody") ? "anon" : "");
    assertThat(server.send("GET " + made.header("Location") + " HTTP/1.1").body())
        .isEqualTo("anon");
  }

  @Test
  void areSparedAClientThatHasThemAlready() {
    twoSiblings("cached");
    String tag = get("cached").header("ETag");
    RawAnswer same = get("cached", "If-None-Match: " + tag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("ETag")).isEqualTo(tag);
    assertThat(get("cached", "If-None-Match: \"other\", *").status()).isEqualTo(304);
    assertThat(get("cached", "If-None-Match: \"other\"").status()).isEqualTo(300);
    assertThat(get("cached", "If-Match: \"other\"").status()).isEqualTo(412);
    String modified = get("cached").header("Last-Modified");
    assertThat(get("cached", "If-Modified-Since: " + modified).status()).isEqualTo(304);
    assertThat(get("cached", "If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT").status())
        .isEqualTo(300);
    assertThat(get("cached", "If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT").status())
        .isEqualTo(412);
    assertThat(get("cached", "If-Modified-Since: nonsense").status()).isEqualTo(300);
  }
}
