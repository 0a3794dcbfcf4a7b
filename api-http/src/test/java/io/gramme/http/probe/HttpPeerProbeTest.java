package io.gramme.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gramme.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpPeerProbeTest {

  private static Optional<Map<String, Object>> probed(String hostPort) throws Exception {
    try (HttpPeerProbe probe = new HttpPeerProbe(Duration.ofMillis(500), Map.of())) {
      return probe
          .probe(hostPort, new NodeId("ann"))
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    }
  }

  private static Optional<Map<String, Object>> probedWhereAPeerSays(int status, String body)
      throws Exception {
    HttpServer peer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.createContext(
        "/internal/self",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          } catch (IOException leftEarly) {
            assertThat(bytes.length).isGreaterThan(64 * 1024);
          }
        });
    peer.start();
    try {
      return probed("127.0.0.1:" + peer.getAddress().getPort());
    } finally {
      peer.stop(0);
    }
  }

  @Test
  void bringsHomeWhatAPeerSaysOfItself() throws Exception {
    assertThat(probedWhereAPeerSays(200, "{\"id\":\"ann\",\"incarnation\":7}"))
        .contains(Map.of("id", "ann", "incarnation", 7));
  }

  @Test
  void takesNonsenseForSilence() throws Exception {
    assertThat(probedWhereAPeerSays(200, "[1,2]")).isEmpty();
    assertThat(probedWhereAPeerSays(200, "not json")).isEmpty();
    assertThat(probedWhereAPeerSays(503, "{\"id\":\"ann\"}")).isEmpty();
    assertThat(probedWhereAPeerSays(200, "{\"id\":\"" + "x".repeat(70_000) + "\"}")).isEmpty();
  }

  @Test
  void doesNotWaitForAPeerThatIsSilent() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      assertThat(probed("127.0.0.1:" + silent.getLocalPort())).isEmpty();
    }
  }

  @Test
  void findsNobodyWhereNobodyIs() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(probed("127.0.0.1:" + free)).isEmpty();
    assertThat(probed("not a host")).isEmpty();
    assertThat(probed("")).isEmpty();
  }
}
