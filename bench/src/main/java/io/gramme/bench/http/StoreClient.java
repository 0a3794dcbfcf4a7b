package io.gramme.bench.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Reads and writes keys at any of some nodes, blocking; for many threads.
 *
 * <p>503 (too busy, or no quorum for the moment) and a broken connection are tried again with
 * {@link Backoff}, at the next node where the caller does not mind which. A write may so be done
 * more than once, which is harmless to those who write the same again.
 */
public final class StoreClient {

  private static final String CONTEXT = "X-Riak-Vclock";
  private static final String JSON = "application/json";
  private static final String SIBLINGS_AS_PARTS = "multipart/mixed, */*;q=0.9";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int UNAVAILABLE = 503;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final List<Node> nodes;
  private final Backoff backoff;
  private final AtomicInteger turns = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private final LongAdder broken = new LongAdder();

  /** A client of these nodes, in turn. */
  public StoreClient(List<Node> nodes, Backoff backoff) {
    if (nodes.isEmpty()) throw new IllegalArgumentException("no nodes");
    this.nodes = List.copyOf(nodes);
    this.backoff = backoff;
  }

  /** The nodes, in the order of their turns. */
  public List<Node> nodes() {
    return nodes;
  }

  /** How often the answer was 503 so far. */
  public long refused() {
    return refused.sum();
  }

  /** How often there was no answer so far: connection refused, broken or too slow. */
  public long broken() {
    return broken.sum();
  }

  /** Whether a node answers at all; asked once. */
  public boolean answers(Node node) throws InterruptedException {
    try {
      return http.send(request(node, "/ping").GET().build(), BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes JSON, at whose turn it is.
   *
   * @param path of the key, escaped
   * @param context from the read that this write follows; empty for a blind write
   */
  public void put(String path, String json, String context)
      throws OperationFailedException, InterruptedException {
    HttpResponse<byte[]> answer =
        ask(
            this::next,
            node -> {
              HttpRequest.Builder put =
                  request(node, path)
                      .header("Content-Type", JSON)
                      .PUT(BodyPublishers.ofString(json, StandardCharsets.UTF_8));
              return (context.isEmpty() ? put : put.header(CONTEXT, context)).build();
            });
    if (answer.statusCode() / 100 != 2) throw unexpected("PUT", path, answer);
  }

  /** Reads a key, at whose turn it is. */
  public Found get(String path) throws OperationFailedException, InterruptedException {
    return found(path, ask(this::next, node -> reading(node, path)));
  }

  /** Reads a key at this very node. */
  public Found get(Node node, String path) throws OperationFailedException, InterruptedException {
    return found(path, ask(() -> node, same -> reading(same, path)));
  }

  private static HttpRequest reading(Node node, String path) {
    return request(node, path).header("Accept", SIBLINGS_AS_PARTS).GET().build();
  }

  private static HttpRequest.Builder request(Node node, String path) {
    return HttpRequest.newBuilder(node.at(path)).timeout(TIMEOUT);
  }

  private Node next() {
    return nodes.get(Math.floorMod(turns.getAndIncrement(), nodes.size()));
  }

  private static Found found(String path, HttpResponse<byte[]> answer)
      throws OperationFailedException {
    String context = answer.headers().firstValue(CONTEXT).orElse("");
    switch (answer.statusCode()) {
      case 200:
        return new Found(List.of(text(answer)), 1, context);
      case 404:
        return new Found(List.of(), 0, context);
      case 300:
        String type = answer.headers().firstValue("Content-Type").orElse("");
        try {
          List<Multipart.Part> parts = Multipart.parse(type, answer.body()).parts();
          List<String> values =
              parts.stream()
                  .filter(part -> !part.isTombstone())
                  .map(Multipart.Part::value)
                  .toList();
          return new Found(values, parts.size(), context);
        } catch (IllegalArgumentException e) {
          throw new OperationFailedException("GET " + path + ": " + e.getMessage());
        }
      default:
        throw unexpected("GET", path, answer);
    }
  }

  private HttpResponse<byte[]> ask(Supplier<Node> whose, Question question)
      throws OperationFailedException, InterruptedException {
    String last = "";
    for (int attempt = 0; attempt < backoff.attempts(); attempt++) {
      HttpRequest request = question.to(whose.get());
      try {
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != UNAVAILABLE) return answer;
        refused.increment();
        last = "503 " + text(answer).strip();
      } catch (IOException e) {
        broken.increment();
        last = e.toString();
      }
      last = request.method() + " " + request.uri() + ": " + last;
      if (attempt + 1 < backoff.attempts()) {
        Thread.sleep(backoff.pause(attempt, ThreadLocalRandom.current().nextDouble()).toMillis());
      }
    }
    throw new OperationFailedException(last + " (" + backoff.attempts() + " attempts)");
  }

  private static OperationFailedException unexpected(
      String method, String path, HttpResponse<byte[]> answer) {
    String text = text(answer).strip();
    return new OperationFailedException(
        "%s %s: %d %s".formatted(method, path, answer.statusCode(), text));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @FunctionalInterface
  private interface Question {
    HttpRequest to(Node node);
  }
}
