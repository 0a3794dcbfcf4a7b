package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.gramme.client.FakeNode.Asked;
import io.gramme.client.FakeNode.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client does when nodes answer late, badly or not at all. */
class GrammeClientTest {

  private static final Said BUSY = Said.of(503, "overloaded\n");
  private static final Context SEEN = new Context("seen");

  private final FakeNode ann = FakeNode.start();
  private final FakeNode bob = FakeNode.start();
  private final List<GrammeClient> clients = new ArrayList<>();

  @AfterEach
  void stop() {
    clients.forEach(GrammeClient::close);
    ann.close();
    bob.close();
  }

  @Test
  void aValueComesBackWithItsContext() {
    ann.answering(Said.of(200, "bread").with("X-Riak-Vclock", "c1"));
    Found<String> found = notes(settings(ann)).get("monday");
    assertThat(found.value()).contains("bread");
    assertThat(found.context()).isEqualTo(new Context("c1"));
  }

  @Test
  void typeBucketAndKeyAreEncodedAsFormsAre() {
    BucketName name = BucketName.of("a/b").inType("siblings");
    client(settings(ann)).bucket(name, Codec.text()).get("a b/c+d%é");
    assertThat(ann.asked.get(0).path())
        .isEqualTo("/types/siblings/buckets/a%2Fb/keys/a+b%2Fc%2Bd%25%C3%A9");
  }

  @Test
  void aPutSendsTheContextOfTheRead() {
    ann.answering(FakeNode.DONE);
    notes(settings(ann)).put("monday", "milk", SEEN);
    assertThat(ann.asked)
        .containsExactly(
            new Asked("PUT", "/types/default/buckets/notes/keys/monday", "seen", "milk"));
  }

  @Test
  void whatIsAskedOfARequestGoesWithIt() {
    ann.answering(FakeNode.DONE);
    Options options = Options.DEFAULTS.r(1).w(3).timeout(Duration.ofMillis(700));
    notes(settings(ann)).with(options).put("monday", "milk", SEEN);
    assertThat(ann.asked.get(0).path()).endsWith("/monday?timeout=700&w=3");
  }

  @Test
  void aBusyNodeIsAskedAgain() {
    ann.answering(BUSY, BUSY, Said.of(200, "bread"));
    assertThat(notes(settings(ann)).get("monday").value()).contains("bread");
    assertThat(ann.asked).hasSize(3);
  }

  @Test
  void aNodeThatIsNeverFreeIsGivenUpInTheEnd() {
    ann.answering(BUSY);
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> notes(settings(ann)).put("monday", "milk", SEEN))
        .withMessageContaining("overloaded")
        .matches(UnavailableException::mayBeDone);
    assertThat(ann.asked).hasSize(4);
  }

  @Test
  void aWriteWithAContextThatLostItsConnectionIsRepeatedJustTheSame() {
    ann.answering(FakeNode.CUT, FakeNode.DONE);
    notes(settings(ann)).put("monday", "milk", SEEN);
    assertThat(ann.asked).hasSize(2);
    assertThat(ann.asked.get(1)).isEqualTo(ann.asked.get(0));
  }

  @Test
  void aBlindWriteThatANodeMayHaveSeenIsNotRepeated() {
    ann.answering(FakeNode.CUT, FakeNode.DONE);
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> notes(settings(ann)).put("monday", "milk"))
        .matches(UnavailableException::mayBeDone);
    assertThat(ann.asked).hasSize(1);
  }

  @Test
  void aBlindWriteIsRepeatedIfItsCallerSaysSo() {
    ann.answering(FakeNode.CUT, FakeNode.DONE);
    notes(settings(ann)).with(Options.DEFAULTS.repeatingBlindWrites()).put("monday", "milk");
    assertThat(ann.asked).hasSize(2);
  }

  @Test
  void aBlindWriteGoesOnToTheNextNodeIfTheFirstIsNotThere() {
    bob.answering(FakeNode.DONE);
    ann.close();
    Bucket<String> notes = notes(settings(ann, bob));
    for (int i = 0; i < 8; i++) notes.put("note-" + i, "milk");
    assertThat(bob.asked).hasSize(8);
  }

  @Test
  void nothingWasDoneWhereNoNodeIsThere() {
    ann.close();
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> notes(settings(ann)).put("monday", "milk"))
        .matches(e -> !e.mayBeDone());
  }

  @Test
  void aNodeThatSaysNothingIsGivenUpForTheNext() {
    CountDownLatch end = new CountDownLatch(1);
    Patience patience =
        new Patience(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(60));
    ann.answering(any -> stuck(end));
    bob.answering(Said.of(200, "bread"));
    Bucket<String> notes = notes(settings(ann, bob).with(patience));
    for (int i = 0; i < 8; i++)
      assertThat(notes.get("note-" + i).value()).as("read %d", i).contains("bread");
    end.countDown();
  }

  @Test
  void aSlowReadIsAskedOfASecondNode() {
    CountDownLatch end = new CountDownLatch(1);
    bob.answering(Said.of(200, "bread"));
    ann.answering(any -> stuck(end));
    GrammeClient client =
        client(
            settings(ann, bob)
                .with(Hedging.after(Duration.ofMillis(20)))
                .with(
                    new Patience(
                        Duration.ofSeconds(5), Duration.ofMinutes(3), Duration.ofMinutes(4))));
    Bucket<String> notes = client.bucket("notes", Codec.text());
    while (ann.asked.isEmpty()) assertThat(notes.get("monday").value()).contains("bread");
    assertThat(client.figures().hedges()).isPositive();
    end.countDown();
  }

  @Test
  void aWriteIsNeverHedged() {
    ann.answering(any -> slow());
    bob.answering(any -> slow());
    GrammeClient client = client(settings(ann, bob).with(Hedging.after(Duration.ZERO)));
    client.bucket("notes", Codec.text()).put("monday", "milk", SEEN);
    assertThat(client.figures().hedges()).isZero();
  }

  @Test
  void siblingsAreResolvedAndRepetitionsAreOne() {
    ann.answering(siblings("milk", "bread", "milk"));
    Bucket<String> notes =
        notes(settings(ann))
            .resolving(all -> all.stream().sorted().collect(Collectors.joining(",")));
    Found<String> found = notes.get("monday");
    assertThat(found.siblings()).containsExactly("milk", "bread");
    assertThat(found.value()).contains("bread,milk");
    assertThat(found.context()).isEqualTo(new Context("both"));
  }

  @Test
  void siblingsWithoutAResolverAreTheCallersToSee() {
    ann.answering(siblings("milk", "bread"));
    Found<String> found = notes(settings(ann)).get("monday");
    assertThatExceptionOfType(UnresolvedSiblingsException.class).isThrownBy(found::value);
  }

  @Test
  void aValueBeatsAConcurrentDelete() {
    String body =
        "\r\n--X\r\nContent-Type: text/plain\r\nX-Riak-Deleted: true\r\n\r\n"
            + "\r\n--X\r\nContent-Type: text/plain\r\n\r\nmilk\r\n--X--\r\n";
    ann.answering(
        Said.of(300, body)
            .with("Content-Type", "multipart/mixed; boundary=X")
            .with("X-Riak-Vclock", "both"));
    assertThat(notes(settings(ann)).get("monday").value()).contains("milk");
  }

  @Test
  void aDeletedKeyHasNoValueButAContextToWriteWith() {
    ann.answering(FakeNode.NOT_FOUND.with("X-Riak-Vclock", "gone").with("X-Riak-Deleted", "true"));
    Found<String> found = notes(settings(ann)).get("monday");
    assertThat(found.isEmpty()).isTrue();
    assertThat(found.context()).isEqualTo(new Context("gone"));
  }

  @Test
  void anUpdateWritesWhatItMadeOfTheSiblingsWithTheirContext() {
    ann.answering(
        asked -> asked.method().equals("GET") ? siblings("milk", "bread") : FakeNode.DONE);
    String written =
        notes(settings(ann))
            .resolving(Resolver.merging((a, b) -> a + "," + b))
            .update("monday", "", value -> value + ",eggs");
    assertThat(written).isEqualTo("milk,bread,eggs");
    Asked put = ann.asked.get(1);
    assertThat(put.context()).isEqualTo("both");
    assertThat(put.body()).isEqualTo("milk,bread,eggs");
  }

  @Test
  void anUpdateWhoseWriteIsRepeatedDoesNotApplyTheChangeTwice() {
    ann.answering(Said.of(200, "1").with("X-Riak-Vclock", "c1"), FakeNode.CUT, BUSY, FakeNode.DONE);
    notes(settings(ann)).update("count", "0", n -> String.valueOf(Integer.parseInt(n) + 1));
    assertThat(ann.asked).extracting(Asked::method).containsExactly("GET", "PUT", "PUT", "PUT");
    assertThat(ann.asked).extracting(Asked::body).containsExactly("", "2", "2", "2");
  }

  @Test
  void anUpdateReadsAnewWhenThereAreTooManySiblings() {
    ann.answering(
        Said.of(200, "1").with("X-Riak-Vclock", "c1"),
        Said.of(409, "the key has 100 siblings\n"),
        Said.of(200, "5").with("X-Riak-Vclock", "c5"),
        FakeNode.DONE);
    notes(settings(ann)).update("count", "0", n -> String.valueOf(Integer.parseInt(n) + 1));
    assertThat(ann.asked).extracting(Asked::body).containsExactly("", "2", "", "6");
  }

  @Test
  void eachRefusalIsItsOwnKind() {
    Bucket<String> notes = notes(settings(ann));
    ann.answering(Said.of(400, "Bad timeout value"));
    assertThatExceptionOfType(RefusedRequestException.class)
        .isThrownBy(() -> notes.get("k"))
        .matches(e -> e.status() == 400)
        .withMessageContaining("Bad timeout value");
    ann.answering(Said.of(404, "Unknown bucket type: ghosts"));
    assertThatExceptionOfType(RefusedRequestException.class).isThrownBy(() -> notes.get("k"));
    assertThatExceptionOfType(RefusedRequestException.class).isThrownBy(() -> notes.delete("k"));
    ann.answering(Said.of(409, "many"));
    assertThatExceptionOfType(TooManySiblingsException.class)
        .isThrownBy(() -> notes.put("k", "v", SEEN));
    ann.answering(Said.of(413, "large"));
    assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> notes.put("k", "v", SEEN));
    ann.answering(Said.of(501, "listing is not available yet"));
    assertThatExceptionOfType(UnsupportedRequestException.class)
        .isThrownBy(() -> notes.keys(10, ""));
  }

  @Test
  void malformedAnswersAreSaidToBe() {
    Bucket<String> notes = notes(settings(ann));
    List<Said> answers =
        List.of(
            Said.of(300, "Siblings:\na\nb\n").with("X-Riak-Vclock", "c"),
            Said.of(300, "\r\n--X\r\n\r\nmilk")
                .with("Content-Type", "multipart/mixed; boundary=X")
                .with("X-Riak-Vclock", "c"),
            Said.of(300, "\r\n--X\r\n\r\nmilk\r\n--X--\r\n")
                .with("Content-Type", "multipart/mixed; boundary=X"),
            Said.of(205, ""));
    for (Said answer : answers) {
      ann.answering(answer);
      assertThatExceptionOfType(MalformedAnswerException.class)
          .as("%s", answer)
          .isThrownBy(() -> notes.get("k"));
    }
    ann.answering(Said.of(200, "{\"keys\": 7}"));
    assertThatExceptionOfType(MalformedAnswerException.class).isThrownBy(() -> notes.keys(10, ""));
  }

  @Test
  void whatTheCodecCanNotReadIsNoValue() {
    ann.answering(Said.of(200, "not JSON"));
    Bucket<Integer> numbers = client(settings(ann)).bucket("numbers", Codec.json(Integer.class));
    assertThatExceptionOfType(UnreadableValueException.class).isThrownBy(() -> numbers.get("k"));
  }

  @Test
  void valuesAndAnswersAreBounded() {
    ann.answering(Said.of(200, "x".repeat(2000)));
    Bucket<String> notes = notes(settings(ann).with(new Limits(10, 100, 1000)));
    assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> notes.get("k"));
    assertThat(ann.asked).hasSize(1);
    assertThatExceptionOfType(TooLargeException.class)
        .isThrownBy(() -> notes.put("k", "x".repeat(101)));
    assertThat(ann.asked).as("the value was not sent").hasSize(1);
  }

  @Test
  void operationsInFlightAreBoundedAndAPlaceIsFreeAgainAtTheEndOfOne() {
    CountDownLatch end = new CountDownLatch(1);
    ann.answering(any -> stuck(end));
    AsyncBucket<String> notes = notes(settings(ann).with(new Limits(2, 100, 1000))).async();
    List<CompletableFuture<Found<String>>> two =
        IntStream.range(0, 2).mapToObj(i -> notes.get(Name.of("k" + i))).toList();
    assertThat(notes.get(Name.of("k")))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(BusyClientException.class);
    end.countDown();
    two.forEach(CompletableFuture::join);
    assertThat(notes.get(Name.of("k")).join().isEmpty()).isTrue();
  }

  @Test
  void aClosedClientLeavesNobodyWaiting() {
    ann.answering(BUSY.with("Retry-After", "60"));
    GrammeClient client =
        client(
            settings(ann)
                .with(
                    new Patience(
                        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(4))));
    AsyncBucket<String> notes = client.bucket("notes", Codec.text()).async();
    CompletableFuture<Found<String>> waiting = notes.get(Name.of("k"));
    await().until(() -> !ann.asked.isEmpty());
    client.close();
    assertThat(waiting)
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(ClosedClientException.class);
    assertThat(notes.get(Name.of("k"))).isCompletedExceptionally();
  }

  @Test
  void keysComePageByPage() {
    ann.answering(
        asked ->
            asked.path().contains("continuation=p%2B2")
                ? Said.of(200, "{\"keys\": [\"c\"], \"complete\": true}")
                : Said.of(
                    200,
                    "{\"keys\": [\"a\", \"b+%2F\"], \"continuation\": \"p+2\", \"complete\": false}"));
    List<String> keys = new ArrayList<>();
    boolean isComplete = notes(settings(ann)).forEachKey(2, key -> keys.add(key.text()));
    assertThat(keys).containsExactly("a", "b /", "c");
    assertThat(isComplete).isFalse();
  }

  private static Said siblings(String... values) {
    StringBuilder body = new StringBuilder();
    for (String each : values)
      body.append("\r\n--X\r\nContent-Type: text/plain\r\n\r\n").append(each);
    return Said.of(300, body.append("\r\n--X--\r\n").toString())
        .with("Content-Type", "multipart/mixed; boundary=X")
        .with("X-Riak-Vclock", "both");
  }

  /** Waits until the test ends it. */
  private static Said stuck(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return FakeNode.NOT_FOUND;
  }

  /** Gives a hedge every chance to come. */
  private static Said slow() {
    for (int i = 0; i < 1000; i++) Thread.yield();
    return FakeNode.DONE;
  }

  private static ClientSettings settings(FakeNode... seeds) {
    String[] addresses = List.of(seeds).stream().map(FakeNode::address).toArray(String[]::new);
    return ClientSettings.of(addresses)
        .with(Coordination.SERVER_DRIVEN)
        .with(Hedging.OFF)
        .with(new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), 4))
        .with(new Patience(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMinutes(2)));
  }

  private GrammeClient client(ClientSettings settings) {
    GrammeClient client = GrammeClient.connect(settings);
    clients.add(client);
    return client;
  }

  private Bucket<String> notes(ClientSettings settings) {
    return client(settings).bucket("notes", Codec.text());
  }
}
