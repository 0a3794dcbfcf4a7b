package io.gramme.http.probe;

import io.gramme.http.exchange.Json;
import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Fetches what another node says of itself, {@code GET /internal/self}, and speaks with nodes that
 * are in no ring. Thread-safe; its threads end with {@link #close} and never keep the process
 * alive.
 */
public final class HttpPeerProbe implements AutoCloseable {

  private static final int MAX_BYTES = 64 * 1024;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int OK = 200;
  private static final int PATIENCE = 4;
  private static final int THREADS = 2;

  private final Duration timeout;
  private final Map<String, String> detours;
  private final ExecutorService threads;
  private final HttpClient client;

  /**
   * @param timeout of one probe, connecting included
   * @param detours where nodes are really reached, by where they say they are; none but where
   *     faults are tried out
   */
  public HttpPeerProbe(Duration timeout, Map<String, String> detours) {
    this.timeout = timeout;
    this.detours = Map.copyOf(detours);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "gramme-peer-probe");
              thread.setDaemon(true);
              return thread;
            });
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .executor(threads)
            .build();
  }

  /**
   * What another node answered.
   *
   * @param status of HTTP
   * @param tree the JSON object in its body; empty where there was none
   */
  public record Answered(int status, Map<String, Object> tree) {

    public Answered {
      tree = Collections.unmodifiableMap(new LinkedHashMap<>(tree));
    }

    /** Whether it did, or showed, what it was asked. */
    public boolean isDone() {
      return status == OK;
    }
  }

  /**
   * Asks one node how it is.
   *
   * @param asker this node, which the other may want to look at in turn
   * @param hostPort for example {@code 10.0.0.7:8098} or {@code [::1]:8098}
   * @return completes within the timeout, never exceptionally: a JSON object of at most 64 KiB, or
   *     empty for a node that did not answer, or not with that
   */
  public CompletionStage<Optional<Map<String, Object>>> probe(String hostPort, NodeId asker) {
    return asked(
            hostPort, "/internal/self?from=" + asker, HttpRequest.Builder::GET, timeout, MAX_BYTES)
        .thenApply(answer -> answer.filter(Answered::isDone).map(Answered::tree));
  }

  /**
   * Asks one node for a JSON object of at most 1 MiB.
   *
   * @param path with its query
   * @return completes within four times the timeout, never exceptionally; empty for a node that did
   *     not answer
   */
  public CompletionStage<Optional<Answered>> get(String hostPort, String path) {
    return asked(hostPort, path, HttpRequest.Builder::GET, patience(), MOST_BYTES);
  }

  /**
   * Tells one node something.
   *
   * @param path with its query
   * @param document a tree of JSON
   * @return as {@link #get}
   */
  public CompletionStage<Optional<Answered>> post(
      String hostPort, String path, Map<String, Object> document) {
    byte[] body = new Json(document).bytes().bytes();
    return asked(
        hostPort,
        path,
        request ->
            request
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
        patience(),
        MOST_BYTES);
  }

  private Duration patience() {
    return timeout.multipliedBy(PATIENCE);
  }

  private CompletionStage<Optional<Answered>> asked(
      String hostPort,
      String path,
      UnaryOperator<HttpRequest.Builder> form,
      Duration within,
      int maxBytes) {
    HttpRequest request;
    try {
      URI uri = URI.create("http://" + detours.getOrDefault(hostPort, hostPort) + path);
      request = form.apply(HttpRequest.newBuilder(uri).timeout(within)).build();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<HttpResponse<Optional<Blob>>> exchange =
        client.sendAsync(request, head -> new BoundedBody(maxBytes));
    return exchange
        .copy()
        .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) -> {
              if (failure != null) exchange.cancel(true);
              return failure != null
                  ? Optional.empty()
                  : response
                      .body()
                      .flatMap(Json::object)
                      .map(tree -> new Answered(response.statusCode(), tree));
            });
  }

  /** Ends its threads; probes under way come back empty. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
