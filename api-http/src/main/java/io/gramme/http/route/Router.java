package io.gramme.http.route;

import io.gramme.buckets.BucketProperties;
import io.gramme.http.admin.RingResource;
import io.gramme.http.bucket.ListingResource;
import io.gramme.http.bucket.PropertiesResource;
import io.gramme.http.bucket.TypesResource;
import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.BucketPath;
import io.gramme.http.exchange.BucketPath.Form;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Limits;
import io.gramme.http.exchange.Reply;
import io.gramme.http.exchange.Segment;
import io.gramme.http.object.ObjectResource;
import io.gramme.http.system.SystemResource;
import io.gramme.model.Bucket;
import io.gramme.service.Admin;
import io.gramme.service.Buckets;
import io.gramme.service.KeyValue;
import io.gramme.service.Listing;
import io.gramme.service.RingAdmin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Leads a request to the resource that answers it. Thread-safe. */
public final class Router {

  private static final String OLD_BUCKET_METHODS = "HEAD, GET, POST, PUT";

  private final Buckets buckets;
  private final ObjectResource objects;
  private final PropertiesResource properties;
  private final TypesResource types;
  private final ListingResource listing;
  private final SystemResource system;
  private final Map<String, Function<Call, Reply>> table;

  public Router(
      KeyValue store, Listing names, Buckets buckets, Admin admin, RingAdmin ring, Limits limits) {
    this.listing = new ListingResource(names, limits);
    this.buckets = buckets;
    this.objects = new ObjectResource(store, limits);
    this.properties = new PropertiesResource(buckets, limits);
    this.types = new TypesResource(buckets, properties);
    this.system = new SystemResource(admin);
    this.table = table(system, new RingResource(ring, limits), types);
  }

  /** The answer to a request, whatever its path. */
  public Reply answer(Call call) {
    List<Segment> path = call.target().segments();
    if (path.isEmpty()) return system.resources(call);
    String first = path.get(0).text();
    boolean isData = first.equals("buckets") || first.equals("types") || first.equals("riak");
    if (isData || !call.isRead()) {
      Optional<Answer> refusal = new SameOrigin(call).refusal();
      if (refusal.isPresent()) return Reply.now(refusal.get());
    }
    if (!isData) return system(call, path);
    return switch (first) {
      case "types" -> types(call, path);
      case "buckets" -> plain(call, path.subList(1, path.size()), Form.PLAIN, Bucket.DEFAULT_TYPE);
      default -> old(call, path);
    };
  }

  private Reply system(Call call, List<Segment> path) {
    String name = path.stream().map(Segment::text).collect(Collectors.joining("/", "/", ""));
    return table.getOrDefault(name, unknown -> nowhere()).apply(call);
  }

  /** The paths that lead somewhere and are not about keys, buckets or types. */
  public SortedSet<String> paths() {
    return new TreeSet<>(table.keySet());
  }

  private static Map<String, Function<Call, Reply>> table(
      SystemResource system, RingResource ring, TypesResource types) {
    return Map.ofEntries(
        entry("/ping", system::ping),
        entry("/stats", system::stats),
        entry("/health/live", system::live),
        entry("/health/ready", system::ready),
        entry("/openapi.json", system::openApi),
        entry("/admin/members", system::members),
        entry("/admin/hints", system::hints),
        entry("/admin/anti-entropy", system::antiEntropy),
        entry("/admin/bucket-types", types::all),
        entry("/internal/self", system::self),
        entry("/internal/cut", system::cut),
        entry("/internal/replica", system::replica),
        entry("/internal/ring", ring::shared),
        entry("/admin/ring", system::ring),
        entry("/admin/ring/found", ring::found),
        entry("/admin/ring/join", ring::join),
        entry("/admin/ring/changes", ring::changes),
        entry("/admin/ring/plan", ring::plan),
        entry("/admin/ring/commit", ring::commit),
        entry("/admin/transfers", ring::transfers),
        entry("/admin/transfers/pause", ring::pause),
        entry("/admin/transfers/resume", ring::resume));
  }

  private static Map.Entry<String, Function<Call, Reply>> entry(
      String path, Function<Call, Reply> answer) {
    return Map.entry(path, answer);
  }

  /** {@code /types}, {@code /types/T}, {@code /types/T/props} and {@code /types/T/buckets...}. */
  private Reply types(Call call, List<Segment> path) {
    if (path.size() == 1) return types.names(call);
    String type = path.get(1).text();
    if (path.size() == 2) return types.one(call, type);
    String what = path.get(2).text();
    if (what.equals("buckets")) return plain(call, path.subList(3, path.size()), Form.TYPED, type);
    return what.equals("props") && path.size() == 3 ? types.properties(call, type) : nowhere();
  }

  /** What follows {@code /buckets}. */
  private Reply plain(Call call, List<Segment> rest, Form form, String type) {
    if (rest.isEmpty()) {
      boolean exists = Bucket.isTypeName(type) && buckets.ofType(type).isPresent();
      return exists ? bucketsOf(call, type) : unknownType(type);
    }
    if (rest.size() < 2 || rest.size() > 3) return nowhere();
    String what = rest.get(1).text();
    if (!what.equals("keys") && !(what.equals("props") && rest.size() == 2)) return nowhere();
    BucketPath path = new BucketPath(form, type, rest.get(0));
    Optional<Reply> unfit = unfit(path);
    if (unfit.isPresent()) return unfit.get();
    Optional<BucketProperties> known = buckets.of(path.toBucket());
    if (known.isEmpty()) return unknownType(type);
    if (rest.size() == 3) return object(call, path, known.get(), rest.get(2));
    if (what.equals("props")) return properties.answer(call, path, known.get());
    return call.method().equals("POST")
        ? objects.create(call, path, known.get())
        : listing.answer(call, new Listing.Keys(path.toBucket()), Map.of());
  }

  /** {@code /riak}, {@code /riak/B} and {@code /riak/B/K}. */
  private Reply old(Call call, List<Segment> segments) {
    if (segments.size() == 1) return bucketsOf(call, Bucket.DEFAULT_TYPE);
    if (segments.size() > 3) return nowhere();
    BucketPath path = new BucketPath(Form.OLD, Bucket.DEFAULT_TYPE, segments.get(1));
    Optional<Reply> unfit = unfit(path);
    if (unfit.isPresent()) return unfit.get();
    Optional<BucketProperties> known = buckets.of(path.toBucket());
    if (known.isEmpty()) return unknownType(path.type());
    if (segments.size() == 3) return object(call, path, known.get(), segments.get(2));
    return switch (call.method()) {
      case "GET", "HEAD" -> oldBucket(call, path, known.get());
      case "PUT" -> properties.change(call, path, known.get());
      case "POST" -> objects.create(call, path, known.get());
      default -> Reply.now(Answer.notAllowed(call, OLD_BUCKET_METHODS));
    };
  }

  private Reply oldBucket(Call call, BucketPath path, BucketProperties known) {
    Map<String, Object> beside =
        call.query().says("props", "false") ? Map.of() : PropertiesResource.document(path, known);
    return listing.answer(call, new Listing.Keys(path.toBucket()), beside);
  }

  private Reply bucketsOf(Call call, String type) {
    return listing.answer(call, new Listing.BucketNames(type), Map.of());
  }

  private Reply object(Call call, BucketPath path, BucketProperties known, Segment key) {
    return key.isEmpty() ? nowhere() : objects.answer(call, path, known, key);
  }

  private static Optional<Reply> unfit(BucketPath path) {
    if (!Bucket.isTypeName(path.type())) return Optional.of(unknownType(path.type()));
    if (path.bucket().isEmpty()) return Optional.of(nowhere());
    if (path.isNameable()) return Optional.empty();
    return Optional.of(
        Reply.now(
            Answer.text(400, "a bucket's name has at most " + Bucket.MAX_NAME_BYTES + " bytes\n")));
  }

  private static Reply nowhere() {
    return Reply.now(Answer.noSuchResource());
  }

  private static Reply unknownType(String type) {
    return Reply.now(TypesResource.unknown(type));
  }
}
