package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ListingTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MANY = 2_500;

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.with("gramme.http.max-listing-bytes = 10 KiB");
    put("/buckets/few/keys/a");
    put("/buckets/few/keys/b%2Fc%ff");
    put("/buckets/few/keys/gone");
    server.send("DELETE /buckets/few/keys/gone HTTP/1.1");
    put("/types/siblings/buckets/other/keys/x");
    for (String bucket : List.of("lame", "mute")) put("/buckets/" + bucket + "/keys/k");
    try (RawConnection connection = server.connect()) {
      for (String bucket : List.of("many", "mute"))
        for (int i = 0; i < MANY; i++)
          connection.send(
              "PUT /buckets/" + bucket + "/keys/k" + i + " HTTP/1.1\nContent-Type: a/b\n\nx");
    }
    server.listing.hideSomeOf("lame");
    server.listing.fallSilentIn("mute");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void put(String path) {
    server.send("PUT " + path + " HTTP/1.1\nContent-Type: text/plain\n\nx");
  }

  private static RawAnswer get(String path) {
    return server.send("GET " + path + " HTTP/1.1");
  }

  private static List<String> stream(String path) {
    try (RawConnection connection = server.connect()) {
      return connection.chunks("GET " + path + " HTTP/1.1");
    }
  }

  private static JsonNode json(String text) throws Exception {
    return MAPPER.readTree(text);
  }

  @Test
  void allKeysAreListedAtOnce() {
    RawAnswer answer = get("/buckets/few/keys?keys=true&encoded=true");
    assertThat(answer.body()).isEqualTo("{\"keys\":[\"a\",\"b%2Fc%FF\"]}");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(get("/types/siblings/buckets/other/keys?keys=true").body())
        .isEqualTo("{\"keys\":[\"x\"]}");
    assertThat(get("/buckets/none/keys?keys=true").body()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void theOldFormSaysThePropertiesToo() throws Exception {
    JsonNode both = json(get("/riak/few?keys=true").body());
    assertThat(both.path("props").path("name").asText()).isEqualTo("few");
    assertThat(both.path("keys")).hasSize(2);
    assertThat(get("/riak/other?keys=true&props=false").body()).isEqualTo("{\"keys\":[]}");
    List<String> chunks = stream("/riak/few?keys=stream");
    assertThat(json(chunks.get(0)).path("props").path("name").asText()).isEqualTo("few");
    assertThat(json(chunks.get(1)).path("keys")).hasSize(2);
    assertThat(chunks.get(2)).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void aStreamIsADocumentPerChunkAndAnEmptyOneAtTheEnd() throws Exception {
    List<String> chunks = stream("/buckets/many/keys?keys=stream");
    List<String> keys = new ArrayList<>();
    for (String chunk : chunks) json(chunk).path("keys").forEach(key -> keys.add(key.asText()));
    assertThat(keys).hasSize(MANY).doesNotHaveDuplicates();
    assertThat(chunks).hasSizeGreaterThan(2);
    assertThat(chunks.get(chunks.size() - 1)).isEqualTo("{\"keys\":[]}");
    assertThat(stream("/buckets/none/keys?keys=stream")).containsExactly("{\"keys\":[]}");
  }

  @Test
  void bucketsAreListedByType() {
    assertThat(get("/buckets?buckets=true").body())
        .isEqualTo("{\"buckets\":[\"few\",\"lame\",\"many\",\"mute\"]}");
    assertThat(get("/riak?buckets=true").body()).contains("\"few\"");
    assertThat(get("/types/siblings/buckets?buckets=true").body())
        .isEqualTo("{\"buckets\":[\"other\"]}");
    assertThat(stream("/types/siblings/buckets?buckets=stream"))
        .containsExactly("{\"buckets\":[\"other\"]}", "{\"buckets\":[]}");
  }

  @Test
  void pagesResumeAndSayWhetherTheyAreComplete() throws Exception {
    List<String> keys = new ArrayList<>();
    String from = "";
    do {
      JsonNode page = json(get("/buckets/many/keys?max=999" + from).body());
      assertThat(page.path("complete").asBoolean()).isTrue();
      assertThat(page.path("keys").size()).isLessThanOrEqualTo(999);
      page.path("keys").forEach(key -> keys.add(key.asText()));
      from = page.has("continuation") ? "&continuation=" + page.path("continuation").asText() : "";
    } while (!from.isEmpty());
    assertThat(keys).hasSize(MANY).doesNotHaveDuplicates();
  }

  @Test
  void aPartIsNeverTakenForTheWhole() throws Exception {
    JsonNode page = json(get("/buckets/lame/keys?max=10").body());
    assertThat(page.path("complete").asBoolean()).isFalse();
    assertThat(page.path("uncovered").toString()).isEqualTo("[3]");
    assertThat(get("/buckets/lame/keys?keys=true").status()).isEqualTo(503);
    assertThat(stream("/buckets/lame/keys?keys=stream"))
        .containsExactly(
            "{\"keys\":[\"k\"]}",
            "{\"error\":\"incomplete: some partitions could not be read\"}",
            "{\"keys\":[]}");
  }

  @Test
  void whatGoesWrongInAStreamIsItsLastDocument() {
    List<String> chunks = stream("/buckets/mute/keys?keys=stream");
    assertThat(chunks).hasSize(2).last().isEqualTo("{\"error\":\"timeout\"}");
    assertThat(get("/buckets/mute/keys?keys=true&timeout=0").status()).isEqualTo(503);
  }

  @Test
  void aListThatIsTooLongForOnePieceIsRefused() {
    assertThat(get("/buckets/many/keys?keys=true").status()).isEqualTo(413);
  }

  @Test
  void nonsenseIsRefused() {
    for (String query :
        List.of("max=0", "max=-1", "max=x", "max=10001", "max=1&continuation=!", "max=1&timeout=x"))
      assertThat(get("/buckets/few/keys?" + query).status()).as(query).isEqualTo(400);
    assertThat(server.send("DELETE /buckets/few/keys?keys=true HTTP/1.1").status()).isEqualTo(405);
    assertThat(get("/types/nosuch/buckets?buckets=stream").status()).isEqualTo(404);
  }

  @Test
  void theHeadOfAListIsThatOfTheList() {
    RawAnswer whole = server.send("HEAD /buckets/few/keys?keys=true HTTP/1.1");
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.header("Content-Type")).isEqualTo("application/json");
    int before = server.listing.pages.get();
    RawAnswer stream = server.send("HEAD /buckets/many/keys?keys=stream HTTP/1.1");
    assertThat(stream.status()).isEqualTo(200);
    assertThat(stream.header("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(server.listing.pages.get()).isEqualTo(before);
  }
}
