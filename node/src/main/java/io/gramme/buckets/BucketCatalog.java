package io.gramme.buckets;

import com.google.common.hash.Hashing;
import io.gramme.causality.HybridTime;
import io.gramme.codec.ByteWriter;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What was set for buckets and bucket types, by anybody, anywhere: nodes agree on it by exchanging
 * entries, the later of two winning.
 *
 * @param entries by the bucket or type that they are for
 */
public record BucketCatalog(Map<Place, Entry> entries) {

  /** More buckets with properties of their own than this are refused; use a bucket type. */
  public static final int MOST_ENTRIES = 10_000;

  /** A built-in type that keeps siblings, for carts and the like. */
  public static final String SIBLINGS_TYPE = "siblings";

  public static final BucketCatalog EMPTY = new BucketCatalog(Map.of());

  /**
   * What an entry is for.
   *
   * @param bucket empty for the type itself
   */
  public record Place(String type, Blob bucket) {

    public static Place of(Bucket bucket) {
      return new Place(bucket.type(), bucket.name());
    }

    public static Place ofType(String type) {
      return new Place(type, Blob.EMPTY);
    }

    /** Whether the entry is for a type, not for one of its buckets. */
    public boolean isType() {
      return bucket.size() == 0;
    }
  }

  /**
   * What was set for one place.
   *
   * @param time when, by the author's clock
   * @param author the node that took the change in; breaks ties
   * @param values what differs from the type, or from the defaults; empty after a reset
   */
  public record Entry(HybridTime time, String author, Map<String, Object> values) {

    public Entry {
      values = Map.copyOf(values);
    }

    boolean isLaterThan(Entry other) {
      int byTime = time.compareTo(other.time);
      return byTime != 0 ? byTime > 0 : author.compareTo(other.author) > 0;
    }
  }

  public BucketCatalog {
    entries = Map.copyOf(entries);
  }

  /** What is in force for a bucket; empty if there is no such type. */
  public Optional<BucketProperties> of(Bucket bucket) {
    return ofType(bucket.type()).map(type -> type.with(valuesAt(Place.of(bucket))));
  }

  /** What is in force for a type; empty if there is no such type. */
  public Optional<BucketProperties> ofType(String type) {
    return base(type).map(properties -> properties.with(valuesAt(Place.ofType(type))));
  }

  /** The names of all types that exist. */
  public SortedSet<String> types() {
    SortedSet<String> types = new TreeSet<>(List.of(Bucket.DEFAULT_TYPE, SIBLINGS_TYPE));
    for (Place place : entries.keySet()) if (place.isType()) types.add(place.type());
    return types;
  }

  /** The entry that a change of some values makes of what is here. */
  public Entry changed(Place place, Map<String, Object> change, HybridTime now, String author) {
    Map<String, Object> values = new HashMap<>(valuesAt(place));
    values.putAll(change);
    return new Entry(HybridTime.latest(now, timeAt(place).next()), author, values);
  }

  /** The entry that forgets everything that was set. */
  public Entry reset(Place place, HybridTime now, String author) {
    return new Entry(HybridTime.latest(now, timeAt(place).next()), author, Map.of());
  }

  /** Whether this entry would change anything. */
  public boolean wants(Place place, Entry entry) {
    Entry mine = entries.get(place);
    return mine == null || entry.isLaterThan(mine);
  }

  /** This catalog with an entry, unless it has a later one for the place. */
  public BucketCatalog with(Place place, Entry entry) {
    if (!wants(place, entry)) return this;
    Map<Place, Entry> more = new HashMap<>(entries);
    more.put(place, entry);
    return new BucketCatalog(more);
  }

  /** Whether a change at this place would make the catalog too large. */
  public boolean isFullFor(Place place) {
    return entries.size() >= MOST_ENTRIES && !entries.containsKey(place);
  }

  /**
   * Equal for catalogs with the same entries, whatever their order and whichever Java they run on.
   * An entry is told by its place, its time and its author.
   */
  public long digest() {
    long digest = 0;
    for (Map.Entry<Place, Entry> each : entries.entrySet()) {
      byte[] bytes =
          ByteWriter.growing(64)
              .writeText(each.getKey().type())
              .writeBlob(each.getKey().bucket())
              .writeLong(each.getValue().time().packed())
              .writeText(each.getValue().author())
              .toByteArray();
      digest ^= Hashing.farmHashFingerprint64().hashBytes(bytes).asLong();
    }
    return digest;
  }

  private Map<String, Object> valuesAt(Place place) {
    Entry entry = entries.get(place);
    return entry == null ? Map.of() : entry.values();
  }

  private HybridTime timeAt(Place place) {
    Entry entry = entries.get(place);
    return entry == null ? HybridTime.ZERO : entry.time();
  }

  /** A type exists that is built in, and one of which anything was ever said. */
  private Optional<BucketProperties> base(String type) {
    return switch (type) {
      case Bucket.DEFAULT_TYPE -> Optional.of(BucketProperties.DEFAULT_TYPE);
      case SIBLINGS_TYPE -> Optional.of(BucketProperties.NEW_TYPE);
      default ->
          entries.containsKey(Place.ofType(type))
              ? Optional.of(BucketProperties.NEW_TYPE)
              : Optional.empty();
    };
  }
}
