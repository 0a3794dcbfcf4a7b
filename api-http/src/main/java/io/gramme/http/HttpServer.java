package io.gramme.http;

import io.gramme.http.route.Router;
import io.gramme.service.Admin;
import io.gramme.service.Buckets;
import io.gramme.service.KeyValue;
import java.util.concurrent.CompletionStage;
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
 * @param buckets the properties of buckets
 * @param admin what the node says of itself
 */
public record HttpServer(
    ActorSystem<?> system, HttpSettings settings, KeyValue store, Buckets buckets, Admin admin) {

  /**
   * Starts to listen. The stage fails if the address is taken. When the actor system shuts down,
   * the server stops to accept and lets requests in flight end first.
   */
  public CompletionStage<ServerBinding> bind() {
    Router router = new Router(store, buckets, admin, settings.limits());
    Function<HttpRequest, CompletionStage<HttpResponse>> handler =
        new RequestHandler(router, settings, system);
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(RawContentTypes.serverSettings(system.settings().config(), settings))
        .bind(handler)
        .thenApply(binding -> binding.addToCoordinatedShutdown(settings.shutdownTimeout(), system));
  }
}
