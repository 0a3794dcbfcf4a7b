package io.gramme.http.bucket;

import io.gramme.buckets.BucketProperties;
import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Reply;
import io.gramme.model.Bucket;
import io.gramme.service.Buckets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bucket types: make, show, list. Thread-safe. */
public final class TypesResource {

  private static final String METHODS = "HEAD, GET, POST";
  private static final String LIST_METHODS = "HEAD, GET";

  private final Buckets buckets;
  private final PropertiesResource properties;

  public TypesResource(Buckets buckets, PropertiesResource properties) {
    this.buckets = buckets;
    this.properties = properties;
  }

  /** {@code /types}: the names of all types. */
  public Reply names(Call call) {
    if (!call.isRead()) return Reply.now(Answer.notAllowed(call, LIST_METHODS));
    return Reply.now(Answer.json(200, Map.of("types", List.copyOf(buckets.types()))));
  }

  /** {@code /admin/bucket-types}: all types with their properties. */
  public Reply all(Call call) {
    if (!call.isRead()) return Reply.now(Answer.notAllowed(call, LIST_METHODS));
    List<Map<String, Object>> types = new ArrayList<>();
    for (String name : buckets.types()) {
      Map<String, Object> type = new LinkedHashMap<>();
      type.put("name", name);
      buckets.ofType(name).ifPresent(known -> type.put("props", known.asMap()));
      types.add(type);
    }
    return Reply.now(Answer.json(200, Map.of("types", types)));
  }

  /** {@code /types/T}: makes a type with {@code {"props":{...}}}, or shows one. */
  public Reply one(Call call, String type) {
    Optional<BucketProperties> known =
        Bucket.isTypeName(type) ? buckets.ofType(type) : Optional.empty();
    if (call.method().equals("POST")) return create(call, type, known);
    if (!call.isRead()) return Reply.now(Answer.notAllowed(call, METHODS));
    return known
        .map(all -> properties.ofType(call, type, all))
        .orElseGet(() -> Reply.now(unknown(type)));
  }

  /** {@code /types/T/props}. */
  public Reply properties(Call call, String type) {
    Optional<BucketProperties> known =
        Bucket.isTypeName(type) ? buckets.ofType(type) : Optional.empty();
    return known
        .map(all -> properties.ofType(call, type, all))
        .orElseGet(() -> Reply.now(unknown(type)));
  }

  private Reply create(Call call, String type, Optional<BucketProperties> known) {
    if (!Bucket.isTypeName(type))
      return Reply.now(
          Answer.text(
              400, "the name of a bucket type has 1 to 64 letters, digits, dots, - and _\n"));
    if (known.isPresent())
      return Reply.now(
          Answer.text(
              409,
              "the bucket type exists; PUT /types/" + type + "/props changes its properties\n"));
    return properties.changeType(call, type, BucketProperties.NEW_TYPE);
  }

  /** 404 for a type that there is not. */
  public static Answer unknown(String type) {
    return Answer.text(404, "Unknown bucket type: " + type);
  }
}
