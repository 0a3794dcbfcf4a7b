package io.gramme.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What an operator can ask one node, as far as a measurement needs it; blocking. */
public final class NodeConsole {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Node node;

  /** The console of a node. */
  public NodeConsole(Node node) {
    this.node = node;
  }

  /** The name under which the ring knows the node. */
  public String name() throws OperationFailedException, InterruptedException {
    return document("/internal/self").path("id").asText();
  }

  /** One figure of {@code /stats}; 0 if there is none of that name. */
  public long figure(String name) throws OperationFailedException, InterruptedException {
    return document("/stats").path(name).asLong();
  }

  /** Cuts the node off from others; from nobody if the list is empty. Needs the faults setting. */
  public void cutOff(String... names) throws OperationFailedException, InterruptedException {
    HttpRequest cut =
        HttpRequest.newBuilder(node.at("/internal/cut?peers=" + String.join(",", names)))
            .timeout(TIMEOUT)
            .PUT(BodyPublishers.noBody())
            .build();
    int status = answer(cut).statusCode();
    if (status != 204)
      throw new OperationFailedException(
          node + " does not let itself be cut off (" + status + "); is it a development cluster?");
  }

  /** A digest of what the node's own replica holds under a key; empty if that is nothing. */
  public String replica(String query) throws OperationFailedException, InterruptedException {
    HttpResponse<byte[]> answer = answer(reading("/internal/replica?" + query));
    if (answer.statusCode() == 404) return "";
    return parsed(answer).path("digest").asText();
  }

  private JsonNode document(String path) throws OperationFailedException, InterruptedException {
    return parsed(answer(reading(path)));
  }

  private HttpRequest reading(String path) {
    return HttpRequest.newBuilder(node.at(path))
        .header("Accept", "application/json")
        .timeout(TIMEOUT)
        .build();
  }

  private HttpResponse<byte[]> answer(HttpRequest request)
      throws OperationFailedException, InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new OperationFailedException(request.uri() + ": " + e);
    }
  }

  private JsonNode parsed(HttpResponse<byte[]> answer) throws OperationFailedException {
    try {
      if (answer.statusCode() == 200) return json.readTree(answer.body());
    } catch (IOException e) {
      throw new OperationFailedException(answer.uri() + ": " + e);
    }
    throw new OperationFailedException(
        answer.uri()
            + ": "
            + answer.statusCode()
            + " "
            + new String(answer.body(), StandardCharsets.UTF_8).strip());
  }
}
