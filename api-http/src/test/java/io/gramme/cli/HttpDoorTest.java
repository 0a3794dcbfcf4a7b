package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpDoorTest {

  private static final HttpDoor DOOR = HttpDoor.patientFor(Duration.ofSeconds(10));

  @Test
  void bringsWhatWasSaidThereAndBack() throws Exception {
    HttpServer node =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/admin/ring/join",
        exchange -> {
          byte[] sent = exchange.getRequestBody().readAllBytes();
          String type = exchange.getRequestHeaders().getFirst("Content-Type");
          String heard = exchange.getRequestMethod() + " " + type + " " + new String(sent, "UTF-8");
          byte[] body =
              ("{\"heard\":\"" + heard.replace("\"", "'") + "\"}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(409, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    node.start();
    try {
      String place = "127.0.0.1:" + node.getAddress().getPort();
      Answer answer =
          DOOR.send(place, "POST", "/admin/ring/join", Session.document("seed", "h1:1"));
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.tree().path("heard").asText())
          .isEqualTo("POST application/json {'seed':'h1:1'}");
    } finally {
      node.stop(0);
    }
  }

  @Test
  void saysWhichNodeDoesNotAnswer() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String place = "127.0.0.1:" + free;
    assertThatThrownBy(() -> new Session(DOOR, place).get("/admin/ring"))
        .isInstanceOf(NodeSilentException.class)
        .hasMessageStartingWith("The node at " + place + " does not answer");
  }
}
