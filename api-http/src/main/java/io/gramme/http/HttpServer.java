package io.gramme.http;

import io.gramme.http.route.Router;
import io.gramme.service.Admin;
import io.gramme.service.Buckets;
import io.gramme.service.KeyValue;
import io.gramme.service.Listing;
import io.gramme.service.RingAdmin;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/**
 * The HTTP front end of one node.
 *
 * @param system on which it runs
 * @param settings of the front end
 * @param store what single keys are read from and written to
 * @param listing what lists of keys and buckets are read from
 * @param buckets the properties of buckets
 * @param admin what the node says of itself
 * @param ring how the ring is changed through the node
 */
public record HttpServer(
    ActorSystem<?> system,
    HttpSettings settings,
    KeyValue store,
    Listing listing,
    Buckets buckets,
    Admin admin,
    RingAdmin ring) {

  /** How long the last answers get to leave. */
  private static final Duration LAST_BYTES = Duration.ofMillis(500);

  /**
   * Starts to listen. The stage fails if the address is taken. When the actor system shuts down,
   * the server stops to accept and lets requests in flight end first.
   */
  public CompletionStage<ServerBinding> bind() {
    Router router = new Router(store, listing, buckets, admin, ring, settings.limits());
    RequestHandler handler = new RequestHandler(router, settings, system);
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(RawContentTypes.serverSettings(system.settings().config(), settings))
        .bind((Function<HttpRequest, CompletionStage<HttpResponse>>) handler)
        .thenApply(binding -> endingWithTheSystem(binding, handler.inFlight()));
  }

  /**
   * The library can end with the system by itself, but when told to end it resets every connection
   * that awaits no answer, even one whose answer is not on the wire yet. So it is told a moment
   * after the last answer.
   */
  private ServerBinding endingWithTheSystem(ServerBinding binding, RequestsInFlight inFlight) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "http-unbind", binding::unbind);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "http-end",
        () ->
            inFlight
                .lastOne()
                .toCompletableFuture()
                .completeOnTimeout(
                    null,
                    settings.shutdownTimeout().minus(LAST_BYTES.multipliedBy(2)).toMillis(),
                    TimeUnit.MILLISECONDS)
                .thenComposeAsync(
                    quiet -> binding.terminate(LAST_BYTES),
                    CompletableFuture.delayedExecutor(LAST_BYTES.toMillis(), TimeUnit.MILLISECONDS))
                .thenApply(terminated -> Done.getInstance()));
    return binding;
  }
}
