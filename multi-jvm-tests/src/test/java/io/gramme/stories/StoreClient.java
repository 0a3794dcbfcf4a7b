package io.gramme.stories;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A client of one node. Every method asks once and throws {@link UncheckedIOException} if the node
 * does not answer.
 *
 * @param host of the node's front end
 * @param port of it
 */
record StoreClient(String host, int port) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int UNAVAILABLE = 503;
  private static final String SIBLINGS_TOO = "multipart/mixed, */*;q=0.5";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A client of a node on this machine. */
  StoreClient(int port) {
    this("127.0.0.1", port);
  }

  /** Where the node is asked, and says that it can be. */
  String address() {
    return host + ":" + port;
  }

  /** Stores a text without having read anything. */
  Answer put(Place place, String value) {
    return send(text(place).PUT(BodyPublishers.ofString(value)));
  }

  /** Stores a text in place of what a reader with this context saw. */
  Answer put(Place place, String value, String context) {
    return send(text(place).header("X-Riak-Vclock", context).PUT(BodyPublishers.ofString(value)));
  }

  /** Reads a value, or all siblings. */
  Answer get(Place place) {
    return send(request(place.path()).header("Accept", SIBLINGS_TOO).GET());
  }

  /**
   * Does a request again while it is refused for want of replicas: for one that needs all of them,
   * on a machine so busy that a node may seem lost for a moment. Anything but a refusal is final.
   */
  static Answer insisting(Supplier<Answer> request) {
    AtomicReference<Answer> last = new AtomicReference<>();
    Waiting.that("all replicas are reached")
        .until(
            () -> {
              last.set(request.get());
              return last.get().status() != UNAVAILABLE;
            });
    return last.get();
  }

  /** Deletes whatever a reader with this context saw. */
  Answer delete(Place place, String context) {
    return send(request(place.path()).header("X-Riak-Vclock", context).DELETE());
  }

  /** Changes properties of a bucket of the type {@code default}. */
  Answer putProperties(String bucket, String json) {
    return send(
        request("/buckets/" + bucket + "/props")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"props\":" + json + "}")));
  }

  /** The properties of a bucket of the type {@code default}. */
  Map<?, ?> properties(String bucket) {
    return (Map<?, ?>) object("/buckets/" + bucket + "/props").get("props");
  }

  /** Reads a JSON object. */
  Map<String, Object> object(String path) {
    return parsed(path, new TypeReference<Map<String, Object>>() {});
  }

  /** Reads a JSON list of objects. */
  List<Map<String, Object>> list(String path) {
    return parsed(path, new TypeReference<List<Map<String, Object>>>() {});
  }

  /** Gives a node an order in JSON. */
  Answer order(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Begins a request of any kind. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
        .timeout(PATIENCE);
  }

  /** Sends a request of any kind. */
  Answer send(HttpRequest.Builder request) {
    try {
      return Answer.of(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(host + ":" + port + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private HttpRequest.Builder text(Place place) {
    return request(place.path()).header("Content-Type", "text/plain");
  }

  private <T> T parsed(String path, TypeReference<T> form) {
    Answer answer = send(request(path).GET());
    try {
      return JSON.readValue(answer.body(), form);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " answered " + answer, e);
    }
  }
}
