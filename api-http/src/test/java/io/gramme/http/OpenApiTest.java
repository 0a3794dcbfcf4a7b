package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.gramme.http.route.Router;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written of the admin half, held against what the server does. */
class OpenApiTest {

  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");

  private static RunningServer server;
  private static JsonNode paths;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.start();
    RawAnswer answer = server.send("GET /openapi.json HTTP/1.1");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    paths = new ObjectMapper().readTree(answer.body()).path("paths");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRouteIsWrittenDownAndNoOther() {
    Router router =
        new Router(
            server.store,
            server.listing,
            server.buckets,
            server.admin,
            new FixedRing(),
            HttpSettings.from(ConfigFactory.load()).limits());
    SortedSet<String> routes = router.paths();
    routes.removeIf(path -> path.startsWith("/internal/"));
    SortedSet<String> written = new TreeSet<>();
    paths.fieldNames().forEachRemaining(written::add);
    assertThat(written).isEqualTo(routes);
  }

  @Test
  void everyPathTakesTheMethodsThatAreWrittenDownAndNoOther() {
    paths
        .properties()
        .forEach(
            path -> {
              for (String method : METHODS) {
                boolean isWritten = path.getValue().has(method.toLowerCase(Locale.ROOT));
                int status =
                    server
                        .send(
                            method
                                + " "
                                + path.getKey()
                                + " HTTP/1.1\nContent-Type: application/json\n\n{}")
                        .status();
                String request = method + " " + path.getKey() + ": " + status;
                if (isWritten) {
                  assertThat(status).as(request).isNotIn(404, 405, 501);
                  assertThat(
                          path.getValue().path(method.toLowerCase(Locale.ROOT)).path("responses"))
                      .as(request)
                      .anyMatch(response -> response.has("description"));
                  assertThat(
                          path.getValue()
                              .path(method.toLowerCase(Locale.ROOT))
                              .path("responses")
                              .has(String.valueOf(status)))
                      .as(request)
                      .isTrue();
                } else {
                  assertThat(status).as(request).isEqualTo(405);
                }
              }
            });
  }
}
