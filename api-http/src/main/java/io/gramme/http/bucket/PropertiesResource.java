package io.gramme.http.bucket;

import io.gramme.buckets.BucketProperties;
import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.BucketPath;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Json;
import io.gramme.http.exchange.Limits;
import io.gramme.http.exchange.Reply;
import io.gramme.service.Buckets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The properties of a bucket or of a type: show, change, reset. Thread-safe. */
public final class PropertiesResource {

  private static final String METHODS = "HEAD, GET, PUT, DELETE";
  private static final String TYPE_METHODS = "HEAD, GET, PUT";
  private static final String NAME = "name";
  private static final String BAD_FORM =
      "bucket PUT must be a JSON object of the form:\n{\"props\":{...bucket properties...}}";

  private final Buckets buckets;
  private final Limits limits;

  public PropertiesResource(Buckets buckets, Limits limits) {
    this.buckets = buckets;
    this.limits = limits;
  }

  /**
   * Answers a request for the properties of a bucket.
   *
   * @param path to a bucket whose type exists
   * @param properties those of the bucket
   */
  public Reply answer(Call call, BucketPath path, BucketProperties properties) {
    return switch (call.method()) {
      case "GET", "HEAD" -> Reply.now(shown(path, properties));
      case "PUT" -> change(call, path, properties);
      case "DELETE" -> Reply.later(buckets.reset(path.toBucket()), PropertiesResource::changed);
      default -> Reply.now(Answer.notAllowed(call, METHODS));
    };
  }

  /**
   * Answers a request for the properties of a type.
   *
   * @param type that exists
   * @param properties those of the type
   */
  public Reply ofType(Call call, String type, BucketProperties properties) {
    if (call.method().equals("PUT")) return changeType(call, type, properties);
    if (!call.isRead()) return Reply.now(Answer.notAllowed(call, TYPE_METHODS));
    return Reply.now(Answer.json(200, Map.of("props", properties.asMap())));
  }

  /**
   * Changes the properties of a type; of a new one, makes it.
   *
   * @param properties that it has now, or that a new type begins with
   */
  Reply changeType(Call call, String type, BucketProperties properties) {
    return change(call, properties, change -> buckets.changeType(type, change));
  }

  /** The properties of a bucket, its name first. */
  public static Answer shown(BucketPath path, BucketProperties properties) {
    return Answer.json(200, document(path, properties));
  }

  /** The same as a JSON tree. */
  public static Map<String, Object> document(BucketPath path, BucketProperties properties) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put(NAME, path.bucket().text());
    properties.asMap().forEach(named::putIfAbsent);
    return Map.of("props", named);
  }

  /** Changes the properties that a document names. */
  public Reply change(Call call, BucketPath path, BucketProperties properties) {
    return change(call, properties, change -> buckets.change(path.toBucket(), change));
  }

  private Reply change(
      Call call,
      BucketProperties properties,
      Function<Map<String, Object>, CompletionStage<Buckets.Changed>> keep) {
    if (!call.isJson())
      return Reply.now(Answer.text(415, "the Content-Type must be application/json\n"));
    if (call.body().size() > limits.maxPropertiesBytes())
      return Reply.now(
          Answer.text(413, "properties have at most " + limits.maxPropertiesBytes() + " bytes\n"));
    Optional<Map<String, Object>> change = Json.object(call.body()).flatMap(this::properties);
    if (change.isEmpty()) return Reply.now(Answer.text(400, BAD_FORM));
    SortedMap<String, String> problems = problemsIn(change.get());
    if (!problems.isEmpty()) return Reply.now(Answer.json(400, problems));
    if (properties.with(change.get()).asMap().size() > limits.maxProperties())
      return Reply.now(
          Answer.text(400, "a bucket has at most " + limits.maxProperties() + " properties\n"));
    return Reply.later(keep.apply(change.get()), PropertiesResource::changed);
  }

  private static Answer changed(Buckets.Changed outcome) {
    return switch (outcome) {
      case DONE -> Answer.noContent(Answer.JSON);
      case TOO_MANY ->
          Answer.text(
              409, "too many buckets have properties of their own; reset some of them first\n");
      case TIMED_OUT -> Answer.text(503, "the change was not stored in time; try again\n");
    };
  }

  /** The inner object; the bucket's name is not a property that could be changed. */
  private Optional<Map<String, Object>> properties(Map<String, Object> document) {
    if (!(document.get("props") instanceof Map<?, ?> inner)) return Optional.empty();
    Map<String, Object> change = new HashMap<>();
    inner.forEach((name, value) -> change.put(String.valueOf(name), value));
    change.remove(NAME);
    return Optional.of(change);
  }

  private static SortedMap<String, String> problemsIn(Map<String, Object> change) {
    SortedMap<String, String> problems = new TreeMap<>();
    change.forEach(
        (name, value) -> {
          if (holdsNothing(value)) problems.put(name, "not_a_value");
        });
    if (problems.isEmpty()) problems.putAll(BucketProperties.problemsIn(change));
    return problems;
  }

  /** Whether a value is, or holds, JSON's null, which could not be told from absence later. */
  private static boolean holdsNothing(Object value) {
    if (value instanceof List<?> list)
      return list.stream().anyMatch(PropertiesResource::holdsNothing);
    if (value instanceof Map<?, ?> map)
      return map.values().stream().anyMatch(PropertiesResource::holdsNothing);
    return value == null;
  }
}
