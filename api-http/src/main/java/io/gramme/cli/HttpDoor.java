package io.gramme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Nodes that are asked over HTTP.
 *
 * @param client that does it
 * @param timeout of one request
 */
record HttpDoor(HttpClient client, Duration timeout) implements NodeDoor {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TO_CONNECT = Duration.ofSeconds(3);

  static HttpDoor patientFor(Duration timeout) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TO_CONNECT)
            .build();
    return new HttpDoor(client, timeout);
  }

  @Override
  public Answer send(String node, String method, String path, JsonNode body)
      throws NodeSilentException {
    try {
      var publisher =
          body.isMissingNode() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + node + path))
              .timeout(timeout)
              .header("Content-Type", "application/json")
              .method(method, publisher)
              .build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), tree(response.body()), response.body());
    } catch (IOException e) {
      throw new NodeSilentException("The node at " + node + " does not answer" + why(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeSilentException("Interrupted while waiting for the node at " + node);
    }
  }

  private static String why(IOException failure) {
    return failure.getMessage() == null ? "" : ": " + failure.getMessage();
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
