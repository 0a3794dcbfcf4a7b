package io.gramme.http;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Header;
import io.gramme.http.exchange.Reply;
import io.gramme.http.exchange.Target;
import io.gramme.http.route.Router;
import io.gramme.model.Blob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the HTTP library's requests into calls and answers into its responses; decides nothing but
 * how much of a body to read. Thread-safe.
 */
final class RequestHandler
    implements org.apache.pekko.japi.function.Function<HttpRequest, CompletionStage<HttpResponse>> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private final transient Router router;
  private final transient HttpSettings settings;
  private final transient Materializer materializer;
  private final transient ByteBudget bodies;
  private final transient RequestsInFlight inFlight = new RequestsInFlight();

  RequestHandler(Router router, HttpSettings settings, ActorSystem<?> system) {
    this.router = router;
    this.settings = settings;
    this.materializer = SystemMaterializer.get(system).materializer();
    this.bodies = new ByteBudget(settings.maxBodiesInFlightBytes());
  }

  @Override
  public CompletionStage<HttpResponse> apply(HttpRequest request) {
    inFlight.begin();
    CompletionStage<HttpResponse> response = served(request);
    response.whenComplete((done, failure) -> inFlight.end());
    return inFlight.isEnding() ? response.thenApply(RequestHandler::closing) : response;
  }

  /** The requests that have no answer yet. */
  RequestsInFlight inFlight() {
    return inFlight;
  }

  private CompletionStage<HttpResponse> served(HttpRequest request) {
    Call head = head(request);
    RequestEntity entity = request.entity();
    int most = settings.limits().maxValueBytes();
    if (entity instanceof HttpEntity.Strict strict) {
      ByteString data = strict.getData();
      return data.length() > most
          ? done(response(tooLarge().suiting(head)))
          : answer(head.with(Blob.wrap(data.toArrayUnsafe())));
    }
    long expected = entity.getContentLengthOption().orElse(most);
    if (expected > most) return refuse(head, entity, tooLarge());
    if (!bodies.take(expected))
      return refuse(
          head,
          entity,
          Answer.text(503, "overloaded: too many bodies on their way; try again\n")
              .with("Retry-After", "1"));
    return entity
        .withSizeLimit(settings.maxDrainedBytes())
        .getDataBytes()
        .completionTimeout(settings.bodyTimeout())
        .runFold(PartialBody.NOTHING, (body, piece) -> body.plus(piece, most), materializer)
        .handle(
            (body, failure) -> {
              bodies.release(expected);
              if (failure != null)
                return done(closing(response(unreadable(failure).suiting(head))));
              return body.isTooLarge()
                  ? done(response(tooLarge().suiting(head)))
                  : answer(head.with(Blob.wrap(body.bytes().toArrayUnsafe())));
            })
        .thenCompose(Function.identity());
  }

  private Answer tooLarge() {
    return Answer.text(
        413, "a value has at most " + settings.limits().maxValueBytes() + " bytes\n");
  }

  private Answer unreadable(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof EntityStreamSizeException) return tooLarge();
    if (cause instanceof TimeoutException)
      return Answer.text(
          408, "the body did not arrive within " + settings.bodyTimeout().toMillis() + " ms\n");
    return Answer.text(400, "the body is cut short, or its chunks are malformed or too large\n");
  }

  /**
   * Reads the body away and answers then, because a client that sends first and listens afterwards
   * would otherwise find the connection closed before it heard why. A client that waits for leave
   * to send, or means to send beyond measure, is answered at once and cut off.
   */
  private CompletionStage<HttpResponse> refuse(Call head, RequestEntity entity, Answer answer) {
    HttpResponse refusal = response(answer.suiting(head));
    boolean isBeyondMeasure =
        entity.getContentLengthOption().orElse(0) > settings.maxDrainedBytes();
    if (isBeyondMeasure || head.header("Expect").isPresent()) return done(closing(refusal));
    return entity
        .withSizeLimit(settings.maxDrainedBytes())
        .getDataBytes()
        .completionTimeout(settings.bodyTimeout())
        .runWith(Sink.ignore(), materializer)
        .handle((read, failure) -> failure == null ? refusal : closing(refusal));
  }

  /** The request without its body. */
  private static Call head(HttpRequest request) {
    Target target =
        request
            .getHeader("Raw-Request-URI")
            .map(HttpHeader::value)
            .flatMap(Target::parse)
            .orElse(Target.NOWHERE);
    return new Call(request.method().name(), target, headers(request), Blob.EMPTY);
  }

  private CompletionStage<HttpResponse> answer(Call call) {
    try {
      return complete(call, router.answer(call));
    } catch (RuntimeException bug) {
      return done(failed(call, bug));
    }
  }

  private static CompletionStage<HttpResponse> complete(Call call, Reply reply) {
    if (reply instanceof Reply.Now now) return done(response(now.answer().suiting(call)));
    if (reply instanceof Reply.Pieces pieces) return done(streamed(pieces));
    if (reply instanceof Reply.Promised promised) return promised(call, promised);
    return later(call, (Reply.Later<?>) reply);
  }

  private static <T> CompletionStage<HttpResponse> later(Call call, Reply.Later<T> reply) {
    return reply
        .stage()
        .handle(
            (outcome, failure) -> {
              if (failure != null) return failed(call, failure);
              try {
                return response(reply.then().apply(outcome).suiting(call));
              } catch (RuntimeException bug) {
                return failed(call, bug);
              }
            });
  }

  private static CompletionStage<HttpResponse> promised(Call call, Reply.Promised promised) {
    return promised
        .stage()
        .handle(
            (reply, failure) ->
                failure == null ? complete(call, reply) : done(failed(call, failure)))
        .thenCompose(Function.identity());
  }

  /** The library asks for the next piece when there is room on the wire for it. */
  private static HttpResponse streamed(Reply.Pieces pieces) {
    Source<ByteString, NotUsed> chunks =
        Source.unfoldAsync(
            false,
            isAtEnd ->
                isAtEnd
                    ? CompletableFuture.completedStage(Optional.empty())
                    : pieces.feed().next().thenApply(RequestHandler::chunk));
    return HttpResponse.create()
        .addHeader(new HeaderLine(new Header("Content-Type", pieces.contentType())))
        .withEntity(HttpEntities.createChunked(ContentTypes.NO_CONTENT_TYPE, chunks));
  }

  private static Optional<Pair<Boolean, ByteString>> chunk(Reply.Piece piece) {
    return Optional.of(
        Pair.create(piece.isLast(), ByteString.fromArrayUnsafe(piece.bytes().bytes())));
  }

  private static HttpResponse failed(Call call, Throwable bug) {
    LOG.error("no answer to a {} of {} parts", call.method(), call.target().segments().size(), bug);
    return response(Answer.text(500, "internal error; the server's log says more\n").suiting(call));
  }

  private static List<Header> headers(HttpRequest request) {
    List<Header> headers = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      String name = header.lowercaseName();
      if (name.equals("timeout-access") || name.equals("raw-request-uri")) continue;
      headers.add(new Header(header.name(), header.value()));
    }
    String parsed = request.entity().getContentType().toString();
    if (parsed.toLowerCase(Locale.ROOT).startsWith("multipart/"))
      headers.add(new Header("Content-Type", parsed));
    return headers;
  }

  private static HttpResponse response(Answer answer) {
    List<HttpHeader> headers = new ArrayList<>(answer.headers().size() + 1);
    headers.add(new HeaderLine(new Header("Content-Type", answer.contentType())));
    for (Header header : answer.headers()) headers.add(new HeaderLine(header));
    return HttpResponse.create()
        .withStatus(answer.status())
        .addHeaders(headers)
        .withEntity(
            HttpEntities.create(
                ContentTypes.NO_CONTENT_TYPE, ByteString.fromArrayUnsafe(answer.body().bytes())));
  }

  private static HttpResponse closing(HttpResponse response) {
    return response.addHeader(Connection.create("close"));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
