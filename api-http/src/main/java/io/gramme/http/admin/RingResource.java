package io.gramme.http.admin;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Json;
import io.gramme.http.exchange.Limits;
import io.gramme.http.exchange.Reply;
import io.gramme.service.RingAdmin;
import io.gramme.service.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The ring as an operator changes it, and as nodes hand it to each other. Thread-safe.
 *
 * <p>What was done is 200 with a document; what is refused is 409 with {@code {"refused": [...]}},
 * reasons in words; nonsense is 400; and 503 says that a node that was needed did not answer, so
 * that it is not known whether it was done.
 */
public final class RingResource {

  private static final String READ = "GET, HEAD";
  private static final String POST = "POST";
  private static final String NOT_AN_OBJECT = "the body must be a JSON object\n";

  private final RingAdmin ring;
  private final Limits limits;

  public RingResource(RingAdmin ring, Limits limits) {
    this.ring = ring;
    this.limits = limits;
  }

  /** {@code POST /admin/ring/found {"members": ["host:port", ...]}}. */
  public Reply found(Call call) {
    return posted(call, document -> ring.found(document.endpoints("members")));
  }

  /** {@code POST /admin/ring/join {"seed": "host:port"}}. */
  public Reply join(Call call) {
    return posted(call, document -> ring.join(document.endpoint("seed")));
  }

  /**
   * {@code /admin/ring/changes}: GET shows what is staged, DELETE drops it, and POST stages {@code
   * {"change": "leave", "node": "n2"}}, or another kind with what it needs: {@code by}, {@code
   * capacity}, {@code zone}.
   */
  public Reply changes(Call call) {
    return switch (call.method()) {
      case "GET", "HEAD" -> answered(ring.staged());
      case "DELETE" -> answered(ring.clear());
      case POST -> posted(call, document -> ring.stage(document.order()));
      default -> Reply.now(Answer.notAllowed(call, "GET, HEAD, POST, DELETE"));
    };
  }

  /** {@code GET /admin/ring/plan}. */
  public Reply plan(Call call) {
    return call.isRead() ? answered(ring.plan()) : Reply.now(Answer.notAllowed(call, READ));
  }

  /** {@code POST /admin/ring/commit {"plan": "id", "force": false}}. */
  public Reply commit(Call call) {
    return posted(call, document -> ring.commit(document.text("plan"), document.flag("force")));
  }

  /** {@code GET /admin/transfers}. */
  public Reply transfers(Call call) {
    return Reply.now(
        call.isRead() ? Answer.json(200, ring.transfers()) : Answer.notAllowed(call, READ));
  }

  /** {@code POST /admin/transfers/pause}. */
  public Reply pause(Call call) {
    return posted(call, document -> ring.pause());
  }

  /** {@code POST /admin/transfers/resume}. */
  public Reply resume(Call call) {
    return posted(call, document -> ring.resume());
  }

  /** {@code /internal/ring}: GET hands out the ring, POST takes what another node sends. */
  public Reply shared(Call call) {
    return switch (call.method()) {
      case "GET", "HEAD" -> answered(ring.shared());
      case POST -> posted(call, document -> ring.received(document.fields()));
      default -> Reply.now(Answer.notAllowed(call, "GET, HEAD, POST"));
    };
  }

  /** An order is a document of JSON, so that no form of a foreign page can be one. */
  private Reply posted(Call call, Function<Document, CompletionStage<Verdict>> order) {
    if (!call.method().equals(POST)) return Reply.now(Answer.notAllowed(call, POST));
    if (!call.isJson())
      return Reply.now(Answer.text(415, "the Content-Type must be application/json\n"));
    if (call.body().size() > limits.maxRingBytes())
      return Reply.now(
          Answer.text(413, "an order has at most " + limits.maxRingBytes() + " bytes\n"));
    Optional<Map<String, Object>> fields = Json.object(call.body());
    if (fields.isEmpty()) return Reply.now(Answer.text(400, NOT_AN_OBJECT));
    try {
      return answered(order.apply(new Document(fields.get())));
    } catch (IllegalArgumentException nonsense) {
      return Reply.now(Answer.text(400, nonsense.getMessage() + "\n"));
    }
  }

  private static Reply answered(CompletionStage<Verdict> stage) {
    return Reply.later(stage, RingResource::shown);
  }

  private static Answer shown(Verdict verdict) {
    if (verdict instanceof Verdict.Done done) return Answer.json(200, done.tree());
    if (verdict instanceof Verdict.Refused refused)
      return Answer.json(409, Map.of("refused", refused.reasons()));
    Verdict.Silent silent = (Verdict.Silent) verdict;
    return Answer.text(503, silent.who() + " did not answer in time; look, and try again\n")
        .with("Retry-After", "1");
  }
}
