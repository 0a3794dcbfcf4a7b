package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nonsense is answered in words, and harms nobody. */
class BadInputTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  private static final Place PLACE = Place.plain("pages", "index");
  private static final String NOT_A_QUORUM =
      " query parameter must be an integer or one of the following words:"
          + " 'one', 'quorum' or 'all'\n";

  @AfterEach
  void everybodyGoesOnServing() {
    for (StoryNode node : JVMS.all()) {
      assertThat(node.client().put(PLACE, "fine").status()).isEqualTo(204);
      assertThat(node.client().get(PLACE).values()).containsExactly("fine");
    }
  }

  @Test
  void quorumsThatMakeNoSense() {
    is(get(PLACE.with("r", "many").path()), 400, "r" + NOT_A_QUORUM);
    is(get(PLACE.with("r", 0).path()), 400, "r query parameter must be 1 or more\n");
    is(get(PLACE.with("pr", -1).path()), 400, "pr query parameter must not be negative\n");
    is(put(PLACE.with("w", "2x").path(), "text/plain"), 400, "w" + NOT_A_QUORUM);
    is(
        put(PLACE.with("w", 4).path(), "text/plain"),
        400,
        "Specified w/dw/pw/node_confirms values invalid for bucket n value of 3\n");
    is(
        get(PLACE.with("basic_quorum", "perhaps").path()),
        400,
        "basic_quorum query parameter must be true or false\n");
    is(get(PLACE.with("timeout", "soon").path()), 400, "Bad timeout value \"soon\"\n");
  }

  @Test
  void contextsThatNobodyGave() {
    for (String forged : new String[] {"!!!", "AAAA", "a85hYGBgzGDKBVIcR4M2cgczH7HPYEpkzGNlsP=="}) {
      Answer answer = client().put(PLACE, "x", forged);
      assertThat(answer.status()).as("%s", answer).isEqualTo(400);
      assertThat(answer.body()).startsWith("X-Riak-Vclock ").contains("read the key again");
    }
  }

  @Test
  void mediaTypesThatAreNone() {
    is(
        put(PLACE.path(), "nonsense"),
        415,
        "\"nonsense\" is not a valid media type for the Content-type header.\n");
    is(
        client().send(client().request(PLACE.path()).PUT(BodyPublishers.ofString("x"))),
        400,
        "Missing Content-Type request header");
  }

  @Test
  void valuesAndNamesThatAreTooLarge() {
    HttpRequest.Builder large =
        client()
            .request(PLACE.path())
            .header("Content-Type", "text/plain")
            .PUT(BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]));
    is(client().send(large), 413, "a value has at most 1048576 bytes\n");
    Place longKey = Place.plain("pages", "k".repeat(5 * 1024));
    is(put(longKey.path(), "text/plain"), 400, "a key has at most 4096 bytes\n");
    is(get(longKey.path()), 400, "a key has at most 4096 bytes\n");
  }

  @Test
  void placesThatDoNotExist() {
    is(get("/types/nothing/buckets/b/keys/k"), 404, "Unknown bucket type: nothing");
    is(get("/buckets/b/keys/never-written"), 404, "not found\n");
    for (String junk : new String[] {"/nonsense", "/buckets", "/types/a", "/buckets/b/k/e/y"})
      assertThat(get(junk).status()).as(junk).isIn(200, 404);
    assertThat(client().send(client().request("/ping").DELETE()).status()).isEqualTo(405);
  }

  @Test
  void bytesThatAreNoRequest() throws IOException {
    for (String junk :
        new String[] {
          "nonsense nonsense nonsense\r\n\r\n",
          "GET / HTTP/9.9\r\n\r\n",
          "PUT /%zz HTTP/1.1\r\n\r\n"
        }) {
      try (RawConnection client = RawConnection.to(client().port())) {
        client.send(junk);
        assertThat(client.receive().status()).as(junk).isBetween(400, 505);
      }
    }
  }

  private static StoreClient client() {
    return JVMS.node(2).client();
  }

  private static Answer get(String path) {
    return client().send(client().request(path).GET());
  }

  private static Answer put(String path, String contentType) {
    return client()
        .send(
            client()
                .request(path)
                .header("Content-Type", contentType)
                .PUT(BodyPublishers.ofString("x")));
  }

  private static void is(Answer answer, int status, String body) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
  }
}
