package io.gramme.buckets;

import io.gramme.causality.Terms;
import io.gramme.model.Durability;
import io.gramme.quorum.Quorum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The properties of a bucket or of a bucket type, under the names that users of Riak know.
 *
 * <p>What the store understands has a method here. What it does not understand is kept and shown
 * again, so that old tools find what they stored.
 */
public final class BucketProperties {

  /** The name of the one property that is ours alone. */
  public static final String DURABILITY = "gramme_durability";

  private static final List<String> QUORUMS =
      List.of("r", "w", "rw", "dw", "pr", "pw", "node_confirms");
  private static final List<String> FLAGS =
      List.of("allow_mult", "last_write_wins", "basic_quorum", "notfound_ok");

  /** What a bucket of the default type has unless told otherwise. */
  public static final BucketProperties DEFAULT_TYPE = new BucketProperties(defaults(false));

  /** What a bucket type that was made has unless told otherwise: siblings are kept. */
  public static final BucketProperties NEW_TYPE = new BucketProperties(defaults(true));

  private final SortedMap<String, Object> values;

  /** Read once: every request asks for several. */
  private final Map<String, Quorum> quorums = new HashMap<>();

  private final Durability durability;

  private BucketProperties(SortedMap<String, Object> values) {
    this.values = values;
    for (String name : QUORUMS) {
      quorum(values.get(name)).ifPresent(quorum -> quorums.put(name, quorum));
    }
    durability = durability(values.get(DURABILITY)).orElse(Durability.OS);
  }

  /** These with some replaced. */
  public BucketProperties with(Map<String, Object> change) {
    if (change.isEmpty()) return this;
    SortedMap<String, Object> changed = new TreeMap<>(values);
    changed.putAll(change);
    return new BucketProperties(changed);
  }

  /** What is wrong with a change: a code per property, empty where all is well. */
  public static SortedMap<String, String> problemsIn(Map<String, Object> change) {
    SortedMap<String, String> problems = new TreeMap<>();
    change.forEach((name, value) -> problem(name, value).ifPresent(why -> problems.put(name, why)));
    return problems;
  }

  private static Optional<String> problem(String name, Object value) {
    if (QUORUMS.contains(name)) {
      return quorum(value).isPresent() ? Optional.empty() : Optional.of("not_valid_quorum");
    }
    if (FLAGS.contains(name)) {
      return value instanceof Boolean ? Optional.empty() : Optional.of("not_boolean");
    }
    return switch (name) {
      case "n_val" ->
          isInteger(value, 1, Terms.MOST_REPLICAS) ? Optional.empty() : Optional.of("not_integer");
      case DURABILITY ->
          durability(value).isPresent() ? Optional.empty() : Optional.of("not_buffered_os_or_sync");
      default -> Optional.empty();
    };
  }

  /** N: how many replicas a key has. */
  public int replicas() {
    return (Integer) values.get("n_val");
  }

  /** Whether concurrent writes are kept as siblings; if not, the newest wins. */
  public boolean keepsSiblings() {
    return Boolean.TRUE.equals(values.get("allow_mult"))
        && !Boolean.TRUE.equals(values.get("last_write_wins"));
  }

  /**
   * One of {@code r w rw dw pr pw node_confirms}; a majority where a peer of another version has
   * set what this one can not read.
   */
  public Quorum quorum(String name) {
    return quorums.getOrDefault(name, Quorum.QUORUM);
  }

  public boolean basicQuorum() {
    return Boolean.TRUE.equals(values.get("basic_quorum"));
  }

  public boolean notfoundOk() {
    return Boolean.TRUE.equals(values.get("notfound_ok"));
  }

  public Durability durability() {
    return durability;
  }

  /** {@code default}, {@code backend}, {@code one} or {@code all}; see the write options. */
  public String syncOnWrite() {
    return String.valueOf(values.get("sync_on_write"));
  }

  /** Everything, for showing: texts, numbers, truth values, lists and maps. */
  public SortedMap<String, Object> asMap() {
    return new TreeMap<>(values);
  }

  private static Optional<Quorum> quorum(Object value) {
    if (value instanceof Integer number && number >= 0) return Optional.of(Quorum.of(number));
    if (value instanceof String word && !word.equals("default") && !word.matches("[0-9]+"))
      return Quorum.parse(word);
    return Optional.empty();
  }

  private static Optional<Durability> durability(Object value) {
    for (Durability durability : Durability.values()) {
      if (durability.name().toLowerCase(Locale.ROOT).equals(value)) {
        return Optional.of(durability);
      }
    }
    return Optional.empty();
  }

  private static boolean isInteger(Object value, int least, int most) {
    return value instanceof Integer number && number >= least && number <= most;
  }

  private static SortedMap<String, Object> defaults(boolean keepSiblings) {
    SortedMap<String, Object> all = new TreeMap<>();
    all.put("allow_mult", keepSiblings);
    all.put("basic_quorum", false);
    all.put("big_vclock", 50);
    all.put("chash_keyfun", function("riak_core_util", "chash_std_keyfun"));
    all.put("dvv_enabled", keepSiblings);
    all.put("dw", "quorum");
    all.put(DURABILITY, "os");
    all.put("last_write_wins", false);
    all.put("linkfun", function("riak_kv_wm_link_walker", "mapreduce_linkfun"));
    all.put("n_val", 3);
    all.put("node_confirms", 0);
    all.put("notfound_ok", true);
    all.put("old_vclock", 86400);
    all.put("postcommit", new ArrayList<>());
    all.put("pr", 0);
    all.put("precommit", new ArrayList<>());
    all.put("pw", 0);
    all.put("r", "quorum");
    all.put("rw", "quorum");
    all.put("small_vclock", 50);
    all.put("sync_on_write", "backend");
    all.put("w", "quorum");
    all.put("write_once", false);
    all.put("young_vclock", 20);
    return all;
  }

  private static Map<String, Object> function(String module, String name) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("mod", module);
    named.put("fun", name);
    return named;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BucketProperties properties && values.equals(properties.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
