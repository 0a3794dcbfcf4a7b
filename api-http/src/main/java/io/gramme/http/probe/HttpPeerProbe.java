package io.gramme.http.probe;

import io.gramme.http.exchange.Json;
import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Fetches what another node says of itself, {@code GET /internal/self}. Thread-safe; its threads
 * end with {@link #close} and never keep the process alive.
 */
public final class HttpPeerProbe implements AutoCloseable {

  private static final int MAX_BYTES = 64 * 1024;
  private static final int THREADS = 2;

  private final Duration timeout;
  private final ExecutorService threads;
  private final HttpClient client;

  /**
   * @param timeout of one probe, connecting included
   */
  public HttpPeerProbe(Duration timeout) {
    this.timeout = timeout;
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
   * Asks one node.
   *
   * @param asker this node, which the other may want to look at in turn
   * @param hostPort for example {@code 10.0.0.7:8098} or {@code [::1]:8098}
   * @return completes within the timeout, never exceptionally: a JSON object of at most 64 KiB, or
   *     empty for a node that did not answer, or not with that
   */
  public CompletionStage<Optional<Map<String, Object>>> probe(String hostPort, NodeId asker) {
    HttpRequest request;
    try {
      URI uri = URI.create("http://" + hostPort + "/internal/self?from=" + asker);
      request = HttpRequest.newBuilder(uri).timeout(timeout).GET().build();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<HttpResponse<Optional<Blob>>> exchange =
        client.sendAsync(request, head -> new BoundedBody(MAX_BYTES));
    return exchange
        .copy()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) -> {
              if (failure != null) exchange.cancel(true);
              return failure != null || response.statusCode() != 200
                  ? Optional.empty()
                  : response.body().flatMap(Json::object);
            });
  }

  /** Ends its threads; probes under way come back empty. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
