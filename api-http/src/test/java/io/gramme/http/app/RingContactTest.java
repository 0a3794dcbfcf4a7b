package io.gramme.http.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gramme.http.exchange.Json;
import io.gramme.http.probe.HttpPeerProbe;
import io.gramme.membership.Candidate;
import io.gramme.membership.Formats;
import io.gramme.membership.SeedContact;
import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.service.Introduction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How nodes speak over HTTP before they are in one ring; the other node is made up. */
class RingContactTest {

  private static final Candidate ANN =
      new Candidate(new NodeId("ann"), 100, "east", "h1:8098", "d1", 7);
  private static final NodeId BOB = new NodeId("bob");

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private HttpServer peer;
  private HttpPeerProbe probe;
  private RingContact contact;
  private Endpoint there;
  private volatile int status = 200;
  private volatile String says = "{}";

  @BeforeEach
  void start() throws IOException {
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          heard.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + new String(body, StandardCharsets.UTF_8));
          byte[] answer = says.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    peer.start();
    String real = "127.0.0.1:" + peer.getAddress().getPort();
    probe = new HttpPeerProbe(Duration.ofSeconds(5), Map.of("h2:8098", real));
    contact = new RingContact(probe);
    there = new Endpoint("h2:8098");
  }

  @AfterEach
  void stop() {
    probe.close();
    peer.stop(0);
  }

  private static <T> T of(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private SeedContact.Reply stage(Change change) {
    return of(contact.stage(there.value(), change, ANN));
  }

  @Test
  void aCharterComesAsItWasSent() {
    says = "{\"charter\":\"AQID\"}";
    assertThat(of(contact.charter(there.value())).orElseThrow()).containsExactly(1, 2, 3);
    assertThat(heard).containsExactly("GET /internal/ring ");
  }

  @Test
  void whatIsNoCharterIsNone() {
    says = "{\"charter\":\"!\"}";
    assertThat(of(contact.charter(there.value()))).isEmpty();
    says = "{\"refused\":[\"there is no ring\"]}";
    status = 409;
    assertThat(of(contact.charter(there.value()))).isEmpty();
    peer.stop(0);
    assertThat(of(contact.charter(there.value()))).isEmpty();
  }

  @Test
  void aNewcomerPresentsItselfWhole() {
    assertThat(stage(new Change.Join(ANN.member()))).isInstanceOf(SeedContact.IsStaged.class);
    assertThat(stage(new Change.Replace(BOB, ANN.member())))
        .isInstanceOf(SeedContact.IsStaged.class);
    String self = new Json(Introduction.treeOf(ANN)).bytes().text();
    assertThat(heard)
        .containsExactly(
            "POST /internal/ring {\"newcomer\":" + self + "}",
            "POST /internal/ring {\"newcomer\":" + self + ",\"replaces\":\"bob\"}");
  }

  @Test
  void aRefusalIsToldFromSilence() {
    status = 409;
    says = "{\"refused\":[\"ann runs already\",\"at h9:1\"]}";
    assertThat(stage(new Change.Join(ANN.member())))
        .isEqualTo(new SeedContact.IsRefused("ann runs already; at h9:1"));
    status = 503;
    says = "later";
    assertThat(stage(new Change.Join(ANN.member()))).isInstanceOf(SeedContact.IsSilent.class);
    assertThat(stage(new Change.Leave(BOB))).isInstanceOf(SeedContact.IsRefused.class);
  }

  @Test
  void aNodeIsMetByWhatItSaysOfItself() {
    Introduction ann = new Introduction(ANN, 0, Formats.OURS);
    says = new Json(ann.tree()).bytes().text();
    assertThat(of(contact.meet(there))).contains(ann);
    says = "{\"id\":\"ann\"}";
    assertThat(of(contact.meet(there))).isEmpty();
  }

  @Test
  void aRingIsHandedOverOrNot() {
    assertThat(of(contact.deliver(there, new byte[] {1, 2, 3}))).isTrue();
    assertThat(heard).containsExactly("POST /internal/ring {\"charter\":\"AQID\"}");
    status = 409;
    assertThat(of(contact.deliver(there, new byte[] {1}))).isFalse();
  }
}
