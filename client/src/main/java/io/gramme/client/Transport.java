package io.gramme.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends requests to nodes. Thread-safe. */
@FunctionalInterface
interface Transport {

  /**
   * Sends a request once.
   *
   * @return the answer, whatever its status. Fails with {@link java.net.ConnectException} or {@link
   *     java.net.http.HttpConnectTimeoutException} if the node can not have seen the request, with
   *     another {@link java.io.IOException} if it may have, and with {@link TooLargeException} if
   *     the answer is larger than it may be. To cancel it gives the request up.
   */
  CompletableFuture<Answer> send(Endpoint node, Ask ask, Duration timeout);
}
