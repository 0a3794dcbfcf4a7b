package io.gramme.http.object;

import io.gramme.buckets.BucketProperties;
import io.gramme.causality.Context;
import io.gramme.causality.Version;
import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.WriteOutcome;
import io.gramme.http.exchange.Accept;
import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.BucketPath;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Limits;
import io.gramme.http.exchange.Reply;
import io.gramme.http.exchange.Segment;
import io.gramme.model.Key;
import io.gramme.service.KeyValue;
import io.gramme.service.ReadOptions;
import io.gramme.service.WriteOptions;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** One key: fetch, store, delete. Thread-safe. */
public final class ObjectResource {

  private static final String METHODS = "HEAD, GET, POST, PUT, DELETE";

  private final KeyValue store;
  private final Limits limits;

  public ObjectResource(KeyValue store, Limits limits) {
    this.store = store;
    this.limits = limits;
  }

  /**
   * Answers a request for a key.
   *
   * @param path to a bucket whose type exists
   * @param properties those of the bucket
   */
  public Reply answer(Call call, BucketPath path, BucketProperties properties, Segment name) {
    if (name.bytes().size() > Key.MAX_NAME_BYTES)
      return Reply.now(Answer.text(400, "a key has at most " + Key.MAX_NAME_BYTES + " bytes\n"));
    Key key = new Key(path.toBucket(), name.bytes());
    Parameters parameters = new Parameters(call.query(), properties.replicas(), limits);
    return switch (call.method()) {
      case "GET", "HEAD" -> fetch(call, path, key, parameters);
      case "PUT", "POST" -> store(call, path, key, parameters, UnaryOperator.identity());
      case "DELETE" -> delete(call, path, key, parameters);
      default -> Reply.now(Answer.notAllowed(call, METHODS));
    };
  }

  /** Stores a value under a key of the server's choice and says which. */
  public Reply create(Call call, BucketPath path, BucketProperties properties) {
    Parameters parameters = new Parameters(call.query(), properties.replicas(), limits);
    String name = Tag.random().text();
    Key key = new Key(path.toBucket(), Segment.decode(name).bytes());
    return store(call, path, key, parameters, stored -> created(stored, path.of(name)));
  }

  /** 201 in place of what a write to a known key would be told. */
  private static Answer created(Answer stored, String location) {
    return stored.status() >= 400 ? stored : stored.withStatus(201).with("Location", location);
  }

  private Reply fetch(Call call, BucketPath path, Key key, Parameters parameters) {
    ReadOptions options = parameters.reading();
    if (parameters.problem().isPresent()) return Reply.now(parameters.problem().get());
    return Reply.later(store.get(key, options), outcome -> fetched(call, path, outcome));
  }

  private static Answer fetched(Call call, BucketPath path, ReadOutcome outcome) {
    if (outcome instanceof ReadOutcome.Refused refused)
      return new RefusalAnswer(refused.why()).answer();
    if (!(outcome instanceof ReadOutcome.Found found)) return notFound();
    Representation shown = new Representation(path, found.siblings(), found.context());
    if (found.siblings().isDeleted()) return shown.deleted();
    Answer full = chosen(call, shown);
    if (full.status() >= 400) return full;
    return ByteRange.apply(call, new ReadConditions(call).applyTo(full));
  }

  private static Answer chosen(Call call, Representation shown) {
    Optional<String> tag = call.query().first("vtag");
    Optional<Version> version = shown.chosen(tag);
    if (version.isPresent()) return single(call, shown, version.get());
    if (tag.isPresent()) return notFound();
    Optional<String> form = call.accept().choose(Answer.TEXT, Representation.MULTIPART);
    if (form.isEmpty()) return Answer.notAcceptable(Answer.TEXT, Representation.MULTIPART);
    return form.get().equals(Answer.TEXT) ? shown.list() : shown.multipart();
  }

  private static Answer single(Call call, Representation shown, Version version) {
    Accept accept = call.accept();
    String type = Representation.contentType(version);
    return accept.takes(type.toLowerCase(Locale.ROOT))
        ? shown.single(version)
        : Answer.notAcceptable(type);
  }

  /** Stores a value, and makes what a write to a known key is told into what this one is told. */
  private Reply store(
      Call call, BucketPath path, Key key, Parameters parameters, UnaryOperator<Answer> told) {
    WriteOptions options = parameters.writing();
    if (parameters.problem().isPresent()) return Reply.now(parameters.problem().get());
    Draft draft = Draft.of(call, path, limits);
    if (draft instanceof Draft.Bad bad) return Reply.now(bad.why());
    Draft.Good good = (Draft.Good) draft;
    WriteConditions conditions = new WriteConditions(call, path);
    if (conditions.areAny())
      return new ConditionalWrite(store, conditions, key, parameters)
          .perform(
              parameters.reading(),
              options,
              (holds, rest) ->
                  store
                      .put(key, said(call, good.seen(), holds), good.value(), rest)
                      .thenApply(outcome -> told.apply(stored(call, path, good, outcome))));
    return Reply.later(
        store.put(key, good.seen(), good.value(), options),
        outcome -> told.apply(stored(call, path, good, outcome)));
  }

  /** A client's own context says what it has seen; one that names none has seen what was read. */
  private static Context said(Call call, Context own, WriteConditions.Holds holds) {
    return call.header(Draft.CONTEXT).isPresent() ? own : holds.seen();
  }

  private static Answer stored(Call call, BucketPath path, Draft.Good draft, WriteOutcome outcome) {
    if (outcome instanceof WriteOutcome.Refused refused)
      return new RefusalAnswer(refused.why()).answer();
    Answer brief = Answer.noContent(draft.value().contentType());
    if (!(outcome instanceof WriteOutcome.Written written)) return brief;
    if (!call.query().says("returnbody", "true") || written.siblings().isDeleted()) return brief;
    Representation shown = new Representation(path, written.siblings(), written.context());
    return written.siblings().size() == 1
        ? shown.single(written.siblings().versions().get(0))
        : shown.multipart();
  }

  private Reply delete(Call call, BucketPath path, Key key, Parameters parameters) {
    ReadOptions reading = parameters.readingToDelete();
    WriteOptions options = parameters.deleting();
    if (parameters.problem().isPresent()) return Reply.now(parameters.problem().get());
    Draft.Seen seen = Draft.seen(call);
    if (seen instanceof Draft.Unreadable unreadable) return Reply.now(unreadable.why());
    Context own = ((Draft.Known) seen).context();
    WriteConditions conditions = new WriteConditions(call, path);
    if (conditions.areAny())
      return new ConditionalWrite(store, conditions, key, parameters)
          .perform(
              reading,
              options,
              (holds, rest) ->
                  holds.isThere()
                      ? store
                          .delete(key, said(call, own, holds), rest)
                          .thenApply(ObjectResource::deleted)
                      : CompletableFuture.completedStage(notFound()));
    return call.header(Draft.CONTEXT).isEmpty()
        ? Reply.later(store.delete(key, reading, options), ObjectResource::deleted)
        : Reply.later(store.delete(key, own, options), ObjectResource::deleted);
  }

  private static Answer deleted(WriteOutcome outcome) {
    if (outcome instanceof WriteOutcome.Refused refused)
      return new RefusalAnswer(refused.why()).answer();
    return outcome instanceof WriteOutcome.NothingToDelete
        ? notFound()
        : Answer.noContent(Answer.HTML);
  }

  private static Answer notFound() {
    return Answer.text(404, "not found\n");
  }
}
