package io.gramme.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/**
 * A bucket whose operations return at once. Each is what {@link Bucket}'s operation of the same
 * name is, and its future fails with what that one throws. Immutable and thread-safe.
 *
 * <p>What is chained to a future runs on a thread of the client, unless it is told another.
 *
 * @param <T> the values
 */
public final class AsyncBucket<T> {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_MERGES = 3;
  private static final Map<String, String> SIBLINGS_AS_PARTS =
      Map.of("Accept", "multipart/mixed, */*;q=0.9");

  private final Requests requests;
  private final Limits limits;
  private final BucketName name;
  private final Codec<T> codec;
  private final Resolver<T> resolver;
  private final Options options;

  AsyncBucket(
      Requests requests,
      Limits limits,
      BucketName name,
      Codec<T> codec,
      Resolver<T> resolver,
      Options options) {
    this.requests = requests;
    this.limits = limits;
    this.name = name;
    this.codec = codec;
    this.resolver = resolver;
    this.options = options;
  }

  AsyncBucket<T> resolving(Resolver<T> other) {
    return new AsyncBucket<>(requests, limits, name, codec, other, options);
  }

  AsyncBucket<T> with(Options other) {
    return new AsyncBucket<>(requests, limits, name, codec, resolver, other);
  }

  BucketName name() {
    return name;
  }

  /** As {@link Bucket#get(Name)}. */
  public CompletableFuture<Found<T>> get(Name key) {
    Place place = name.at(key);
    Ask ask =
        Ask.get(place.path() + query(options.reading()), SIBLINGS_AS_PARTS, limits.answerBytes());
    return plain(requests.send(place, ask, true).thenApply(this::found));
  }

  private Found<T> found(Answer answer) {
    Stored stored = Stored.of(answer);
    List<T> values = new ArrayList<>(stored.values().size());
    for (byte[] each : stored.values()) values.add(decoded(each));
    return new Found<>(values, stored.context(), resolver);
  }

  /** As {@link Bucket#put(Name, Object, Context)}. */
  public CompletableFuture<Void> put(Name key, T value, Context seen) {
    byte[] body;
    try {
      body = encoded(value);
    } catch (GrammeException e) {
      return CompletableFuture.failedFuture(e);
    }
    Map<String, String> headers = contextHeader(seen);
    headers.put("Content-Type", codec.contentType());
    return plain(write(key, "PUT", headers, body, seen).thenAccept(AsyncBucket::mustBe2xx));
  }

  /** As {@link Bucket#delete(Name, Context)}. */
  public CompletableFuture<Void> delete(Name key, Context seen) {
    return plain(
        write(key, "DELETE", contextHeader(seen), new byte[0], seen)
            .thenAccept(AsyncBucket::mustBeGone));
  }

  /** Nothing to delete is what was wanted. */
  private static void mustBeGone(Answer answer) {
    boolean isAbsent = answer.status() == 404 && Stored.of(answer).values().isEmpty();
    if (!isAbsent) mustBe2xx(answer);
  }

  /** As {@link Bucket#update(Name, Object, UnaryOperator)}. */
  public CompletableFuture<T> update(Name key, T ifAbsent, UnaryOperator<T> change) {
    return update(key, ifAbsent, change, MOST_MERGES);
  }

  private CompletableFuture<T> update(Name key, T ifAbsent, UnaryOperator<T> change, int left) {
    return plain(
        get(key)
            .thenCompose(
                found -> {
                  T value = change.apply(found.value().orElse(ifAbsent));
                  return put(key, value, found.context())
                      .handle((done, failure) -> failure)
                      .thenCompose(
                          failure -> {
                            if (failure == null) return CompletableFuture.completedFuture(value);
                            // Refused for sure, so that the change can be made anew without making
                            // it twice; the context covers the siblings that there are by now.
                            return cause(failure) instanceof TooManySiblingsException && left > 1
                                ? update(key, ifAbsent, change, left - 1)
                                : CompletableFuture.failedFuture(cause(failure));
                          });
                }));
  }

  /** As {@link Bucket#keys(int, String)}. */
  public CompletableFuture<KeyPage> keys(int most, String continuation) {
    if (most < 1 || most > KeyPage.MOST_KEYS)
      throw new IllegalArgumentException(
          "a page has 1 to " + KeyPage.MOST_KEYS + " keys, not " + most);
    String from =
        continuation.isEmpty()
            ? ""
            : "&continuation=" + URLEncoder.encode(continuation, StandardCharsets.UTF_8);
    // Encoded, since a name that is not UTF-8 can not stand in JSON as it is.
    String path = name.path() + "/keys?keys=true&encoded=true&max=" + most + from;
    Ask ask = Ask.get(path, Map.of("Accept", "application/json"), limits.answerBytes());
    return plain(requests.sendAnywhere(ask).thenApply(AsyncBucket::page));
  }

  private static KeyPage page(Answer answer) {
    if (answer.status() != 200) throw answer.problem();
    try {
      JsonNode page = JSON.readTree(answer.body());
      if (page == null || !page.path("keys").isArray())
        throw new MalformedAnswerException("a list of keys without keys");
      List<Name> keys = new ArrayList<>();
      for (JsonNode each : page.path("keys")) keys.add(Name.decode(each.asText()));
      return new KeyPage(
          keys, page.path("continuation").asText(""), page.path("complete").asBoolean(true));
    } catch (IOException | IllegalArgumentException e) {
      throw new MalformedAnswerException("a list of keys that is none: " + e.getMessage());
    }
  }

  private CompletableFuture<Answer> write(
      Name key, String method, Map<String, String> headers, byte[] body, Context seen) {
    Place place = name.at(key);
    Ask ask =
        new Ask(
            method, place.path() + query(options.writing()), headers, body, limits.answerBytes());
    boolean isRepeatable = !seen.isNone() || options.repeatsBlindWrites();
    return requests.send(place, ask, isRepeatable);
  }

  private byte[] encoded(T value) {
    byte[] body;
    try {
      body = codec.encode(value);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableValueException("the codec has no bytes for the value", e);
    }
    if (body.length > limits.valueBytes())
      throw new TooLargeException(
          "a value of %d bytes; the limit is %d".formatted(body.length, limits.valueBytes()));
    return body;
  }

  private T decoded(byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableValueException("the codec can not read what is stored", e);
    }
  }

  private static Map<String, String> contextHeader(Context seen) {
    Map<String, String> headers = new HashMap<>();
    if (!seen.isNone()) headers.put("X-Riak-Vclock", seen.encoded());
    return headers;
  }

  private static void mustBe2xx(Answer answer) {
    if (answer.status() / 100 != 2) throw answer.problem();
  }

  private static String query(SortedMap<String, String> parameters) {
    StringBuilder query = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            query.append(query.length() == 0 ? '?' : '&').append(name).append('=').append(value));
    return query.toString();
  }

  /** Fails with the cause itself, where stages that were chained would wrap it. */
  private static <R> CompletableFuture<R> plain(CompletableFuture<R> stage) {
    CompletableFuture<R> plain = new CompletableFuture<>();
    stage.whenComplete(
        (value, failure) -> {
          if (failure == null) plain.complete(value);
          else plain.completeExceptionally(cause(failure));
        });
    return plain;
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null)
      cause = cause.getCause();
    return cause;
  }
}
