package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.coordination.Refusal;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.quorum.Requirement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose answers do not depend on each other, as Riak gives them unless we say better. */
class ConformanceTest {

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
    server.send("PUT /buckets/b/keys/k HTTP/1.1\nContent-Type: text/plain\n\nhello");
    server.send("PUT /types/siblings/buckets/t/keys/k HTTP/1.1\nContent-Type: text/plain\n\n1");
    server.send("PUT /buckets/b/keys/gone HTTP/1.1\nContent-Type: text/plain\n\nx");
    server.send("DELETE /buckets/b/keys/gone HTTP/1.1");
    refuse("pr", new Refusal.Unsatisfied(Requirement.PR, 2, 3));
    refuse("r", new Refusal.Unsatisfied(Requirement.R, 1, 2));
    refuse("lost", new Refusal.Unsatisfied(Requirement.R, 1, 2, List.of(new NodeId("ann"))));
    refuse("pw", new Refusal.Unsatisfied(Requirement.PW, 1, 2));
    refuse("dw", new Refusal.Unsatisfied(Requirement.DW, 1, 2));
    refuse("nc", new Refusal.Unsatisfied(Requirement.NODE_CONFIRMS, 2, 3));
    refuse("w", new Refusal.Unsatisfied(Requirement.W, 1, 2));
    refuse("late", new Refusal.TimedOut());
    refuse("busy", new Refusal.Overloaded("requests in progress"));
    refuse("cold", new Refusal.NotReady("no ring yet"));
    refuse("moved", new Refusal.RingMoved());
    refuse("many", new Refusal.TooManySiblings(100));
    refuse("large", new Refusal.ObjectTooLarge(2000));
    refuse("n", new Refusal.QuorumExceedsReplicas(3));
  }

  private static void refuse(String key, Refusal why) {
    server.store.refuse(Key.of("refused", key), why);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource({
    "io.gramme.http.ServedExchanges#system",
    "io.gramme.http.ServedExchanges#objects",
    "io.gramme.http.QuorumExchanges#quorums",
    "io.gramme.http.RefusedExchanges#refusals",
    "io.gramme.http.RefusedExchanges#properties",
    "io.gramme.http.RefusedExchanges#badRequests",
    "io.gramme.http.RingExchanges#orders",
    "io.gramme.http.RingExchanges#refusals",
    "io.gramme.http.RingExchanges#nonsense"
  })
  void isAnsweredAsWritten(Exchange exchange) {
    RawAnswer answer = server.send(exchange.request());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(exchange.status());
    if (exchange.body().startsWith(Exchange.PART))
      assertThat(answer.body()).contains(exchange.body().substring(Exchange.PART.length()));
    else if (!exchange.body().equals(Exchange.ANY))
      assertThat(answer.body()).isEqualTo(exchange.body());
    assertThat(answer.headerLines()).containsAll(exchange.headers());
    assertThat(answer.find("Content-Type")).isPresent();
    assertThat(answer.header("Server")).isEqualTo("Gramme");
    assertThat(answer.find("Transfer-Encoding")).isEmpty();
    if (answer.status() != 204) assertThat(answer.find("Content-Length")).isPresent();
  }
}
