package io.gramme.causality;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a key holds: the versions of which none has seen another. Empty for a key never written.
 *
 * <p>Merging is commutative, associative and idempotent, so replicas that have merged the same
 * versions hold the same siblings, whatever the order and however often.
 *
 * @param versions in the order of their dots, none superseded by another
 */
public record Siblings(List<Version> versions) {

  public static final Siblings NONE = new Siblings(List.of());

  private static final Comparator<Version> NEWEST_LAST =
      Comparator.comparing(Version::time).thenComparing(Version::dot);

  public Siblings {
    versions = List.copyOf(versions);
    for (int i = 1; i < versions.size(); i++) {
      if (versions.get(i - 1).dot().compareTo(versions.get(i).dot()) >= 0)
        throw new IllegalArgumentException("versions out of order: " + dots(versions));
    }
  }

  public static Siblings of(Version version) {
    return new Siblings(List.of(version));
  }

  /** Syntactic reconciliation (Dynamo §4.4): all versions of both, less those that were seen. */
  public Siblings merge(Siblings other) {
    if (other.isEmpty() || hasSameVersionsAs(other)) return this;
    if (isEmpty()) return other;
    List<Version> kept = new ArrayList<>(versions.size() + other.versions.size());
    for (Version version : versions) if (!other.supersede(version)) kept.add(version);
    for (Version version : other.versions) {
      if (!supersede(version) && !has(version.dot())) kept.add(version);
    }
    kept.sort(Comparator.comparing(Version::dot));
    return new Siblings(kept);
  }

  /** Last write wins: the one sibling with the latest time, or the greatest dot of those. */
  public Siblings newest() {
    return versions.size() < 2 ? this : of(versions.stream().max(NEWEST_LAST).orElseThrow());
  }

  /** Everything that these versions and their writers had seen: what a reader now has seen. */
  public VersionVector seen() {
    VersionVector seen = VersionVector.EMPTY;
    for (Version version : versions) {
      seen = seen.join(version.past()).with(version.dot(), version.time());
    }
    return seen;
  }

  /** The latest time of any version, {@link HybridTime#ZERO} if there is none. */
  public HybridTime latestTime() {
    return versions.stream().map(Version::time).reduce(HybridTime.ZERO, HybridTime::latest);
  }

  /** The versions that hold a value. */
  public Stream<Version> values() {
    return versions.stream().filter(version -> !version.isTombstone());
  }

  /** Bytes of all values together, without what goes with them. */
  public long dataBytes() {
    long bytes = 0;
    for (Version version : versions) {
      if (version.payload() instanceof Value value) bytes += value.data().size();
    }
    return bytes;
  }

  public boolean isEmpty() {
    return versions.isEmpty();
  }

  /** Whether nothing is left but tombstones. */
  public boolean isDeleted() {
    return !isEmpty() && versions.stream().allMatch(Version::isTombstone);
  }

  public int size() {
    return versions.size();
  }

  /** Same versions; cheaper than equality, and as exact, since a dot names one version for ever. */
  public boolean hasSameVersionsAs(Siblings other) {
    if (versions.size() != other.versions.size()) return false;
    for (int i = 0; i < versions.size(); i++) {
      if (!versions.get(i).dot().equals(other.versions.get(i).dot())) return false;
    }
    return true;
  }

  private boolean supersede(Version version) {
    return versions.stream().anyMatch(mine -> mine.supersedes(version));
  }

  private boolean has(Dot dot) {
    return versions.stream().anyMatch(version -> version.dot().equals(dot));
  }

  public void writeTo(ByteWriter out) {
    out.writeVarLong(versions.size());
    versions.forEach(version -> version.writeTo(out));
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws MalformedBytesException if it did not write this
   */
  public static Siblings readFrom(ByteReader in) {
    int count = in.readCount(Version.LEAST_BYTES);
    if (count == 0) return NONE;
    List<Version> versions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) versions.add(Version.readFrom(in));
    try {
      return new Siblings(versions);
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException(e.getMessage());
    }
  }

  private static List<Dot> dots(List<Version> versions) {
    return versions.stream().map(Version::dot).toList();
  }
}
