package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gramme.coordination.ReadOutcome;
import io.gramme.model.Key;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShutdownTest {

  @Test
  void letsARequestInFlightEndAndTakesNoMore() {
    RunningServer server = RunningServer.start();
    CompletableFuture<ReadOutcome> held = server.store.hold(Key.of("b", "held"));
    try (RawConnection connection = server.connect()) {
      connection.write("GET /buckets/b/keys/held HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await().until(() -> server.store.isAskedFor(Key.of("b", "held")));
      server.system.terminate();
      await().atMost(Duration.ofSeconds(4)).until(() -> refusesConnections(server));
      held.complete(new ReadOutcome.NotFound());
      RawAnswer answer = connection.read(false);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(connection.isAtEnd()).isTrue();
    }
    server.close();
    assertThatThrownBy(server::connect).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void tellsThatANodeIsNotReadyAndWhy() {
    try (RunningServer server = RunningServer.start()) {
      server.admin.isMissing("no ring yet");
      RawAnswer answer = server.send("GET /health/ready HTTP/1.1");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body())
          .isEqualTo("{\"status\":\"not ready\",\"reasons\":[\"no ring yet\"]}");
      assertThat(answer.header("Retry-After")).isEqualTo("1");
    }
  }

  private static boolean refusesConnections(RunningServer server) {
    try {
      server.connect().close();
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }
}
