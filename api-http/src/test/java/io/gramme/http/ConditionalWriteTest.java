package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.Refusal;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Key;
import io.gramme.service.ReadOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalWriteTest {

  private static final String BUCKET = "/types/siblings/buckets/cond/keys/";
  private static final String LONG_AGO = "Mon, 01 Jan 2001 00:00:00 GMT";
  private static final String FAR_AHEAD = "Fri, 01 Jan 2100 00:00:00 GMT";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawAnswer get(String key) {
    return server.send("GET " + BUCKET + key + " HTTP/1.1");
  }

  private static RawAnswer write(String method, String key, String headers, String body) {
    return server.send(
        method + " " + BUCKET + key + " HTTP/1.1\nContent-Type: text/plain" + headers + body(body));
  }

  private static String body(String text) {
    return text.isEmpty() ? "" : "\n\n" + text;
  }

  private static String tag(String key) {
    return get(key).header("ETag");
  }

  private static String context(String key) {
    return get(key).header("X-Riak-Vclock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST"})
  void whatMustNotExistIsStoredOnce(String method) {
    String key = "once" + method;
    assertThat(write(method, key, "\nIf-None-Match: *", "1").status()).isEqualTo(204);
    assertThat(write(method, key, "\nIf-None-Match: *", "2").status()).isEqualTo(412);
    assertThat(get(key).body()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST"})
  void whatHasTheTagIsReplacedWithoutASibling(String method) {
    String key = "tag" + method;
    write(method, key, "", "1");
    String first = tag(key);
    assertThat(write(method, key, "\nIf-Match: " + first, "2").status()).isEqualTo(204);
    assertThat(write(method, key, "\nIf-Match: " + first, "3").status()).isEqualTo(412);
    assertThat(get(key).body()).isEqualTo("2");
  }

  @Test
  void allSiblingsTogetherHaveATagToo() {
    write("PUT", "many", "", "1");
    write("PUT", "many", "", "2");
    assertThat(write("PUT", "many", "\nIf-None-Match: *", "x").status()).isEqualTo(412);
    assertThat(write("PUT", "many", "\nIf-Match: " + tag("many"), "3").status()).isEqualTo(204);
    assertThat(get("many").body()).isEqualTo("3");
  }

  @Test
  void whatIsNotThereMatchesNothing() {
    assertThat(write("PUT", "no", "\nIf-Match: *", "1").status()).isEqualTo(412);
    assertThat(write("PUT", "no", "\nIf-Match: \"abc\"", "1").status()).isEqualTo(412);
    assertThat(write("PUT", "no", "\nIf-Unmodified-Since: " + LONG_AGO, "1").status())
        .isEqualTo(204);
  }

  @Test
  void aWriteThatIsTooLateChangesNothing() {
    write("PUT", "date", "", "1");
    assertThat(write("PUT", "date", "\nIf-Unmodified-Since: " + LONG_AGO, "2").status())
        .isEqualTo(412);
    assertThat(write("PUT", "date", "\nIf-Unmodified-Since: " + FAR_AHEAD, "3").status())
        .isEqualTo(204);
    assertThat(get("date").body()).isEqualTo("3");
    assertThat(write("PUT", "date", "\nIf-Unmodified-Since: soon", "4").status()).isEqualTo(400);
  }

  @Test
  void aContextThatIsNoLongerTheNewestChangesNothing() {
    write("PUT", "clock", "", "1");
    String old = context("clock");
    assertThat(write("PUT", "clock", "\nX-Riak-If-Not-Modified: " + old, "2").status())
        .isEqualTo(204);
    assertThat(write("PUT", "clock", "\nX-Riak-If-Not-Modified: " + old, "3").status())
        .isEqualTo(412);
    assertThat(write("PUT", "absent", "\nX-Riak-If-Not-Modified: " + old, "3").status())
        .isEqualTo(412);
    assertThat(write("PUT", "clock", "\nX-Riak-If-Not-Modified: junk", "3").status())
        .isEqualTo(400);
    assertThat(get("clock").body()).isEqualTo("2");
  }

  @Test
  void aClientThatSaysWhatItHasSeenIsTakenAtItsWord() {
    write("PUT", "word", "", "1");
    String old = context("word");
    write("PUT", "word", "\nX-Riak-Vclock: " + old, "2");
    assertThat(write("PUT", "word", "\nIf-Match: *\nX-Riak-Vclock: " + old, "3").status())
        .isEqualTo(204);
    assertThat(get("word").status()).isEqualTo(300);
  }

  @Test
  void aTombstoneIsNothingAndIsWrittenOver() {
    write("PUT", "grave", "", "1");
    server.send("DELETE " + BUCKET + "grave HTTP/1.1");
    assertThat(write("PUT", "grave", "\nIf-Match: *", "2").status()).isEqualTo(412);
    assertThat(write("PUT", "grave", "\nIf-None-Match: *", "3").status()).isEqualTo(204);
    assertThat(get("grave").body()).isEqualTo("3");
  }

  @Test
  void aDeleteIsHeldToItsConditionsToo() {
    write("PUT", "del", "", "1");
    assertThat(write("DELETE", "del", "\nIf-Match: \"abc\"", "").status()).isEqualTo(412);
    assertThat(write("DELETE", "del", "\nIf-Match: " + tag("del"), "").status()).isEqualTo(204);
    assertThat(get("del").status()).isEqualTo(404);
    assertThat(write("DELETE", "never", "\nIf-Unmodified-Since: " + FAR_AHEAD, "").status())
        .isEqualTo(404);
  }

  @Test
  void aReadThatIsRefusedRefusesTheWrite() {
    Key key = Key.of("refused", "conditional");
    server.store.refuse(key, new Refusal.TimedOut());
    String put = "PUT /buckets/refused/keys/conditional HTTP/1.1\nContent-Type: text/plain";
    assertThat(server.send(put + "\nIf-None-Match: *\n\nx").status()).isEqualTo(503);
    assertThat(
            server
                .send(
                    "PUT /buckets/b/keys/k?r=9 HTTP/1.1\nContent-Type: a/b\nIf-Match: *"
                        + body("x"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void aRaceMakesASiblingAndLosesNothing() throws Exception {
    Key key = new Key(new Bucket("siblings", Blob.utf8("cond")), Blob.utf8("race"));
    write("PUT", "race", "", "1");
    ReadOutcome before =
        server
            .store
            .get(key, ReadOptions.defaults(Duration.ofSeconds(1)))
            .toCompletableFuture()
            .join();
    String first = tag("race");
    CompletableFuture<ReadOutcome> held = server.store.hold(key);
    CompletableFuture<RawAnswer> slow =
        CompletableFuture.supplyAsync(() -> write("PUT", "race", "\nIf-Match: " + first, "slow"));
    Awaitility.await().until(held::getNumberOfDependents, count -> count > 0);
    write("PUT", "race", "\nX-Riak-Vclock: " + contextOf(before), "quick");
    held.complete(before);
    assertThat(slow.get(10, TimeUnit.SECONDS).status()).isEqualTo(204);
    server.store.release(key);
    RawAnswer both = server.send("GET " + BUCKET + "race HTTP/1.1\nAccept: multipart/mixed");
    assertThat(both.status()).isEqualTo(300);
    assertThat(both.body()).contains("slow", "quick");
  }

  private static String contextOf(ReadOutcome outcome) {
    return ((ReadOutcome.Found) outcome).context().encoded();
  }
}
