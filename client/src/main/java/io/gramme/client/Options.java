package io.gramme.client;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a request asks for beyond the properties of its bucket. Immutable.
 *
 * @param reading parameters of reads, by name
 * @param writing parameters of writes, by name
 * @param repeatsBlindWrites whether a write without a context is sent again when it is not known
 *     whether it was done
 */
public record Options(
    SortedMap<String, String> reading,
    SortedMap<String, String> writing,
    boolean repeatsBlindWrites) {

  /** As the bucket says. */
  public static final Options DEFAULTS =
      new Options(Collections.emptySortedMap(), Collections.emptySortedMap(), false);

  /** Copies the maps. */
  public Options {
    reading = Collections.unmodifiableSortedMap(new TreeMap<>(reading));
    writing = Collections.unmodifiableSortedMap(new TreeMap<>(writing));
  }

  /** R: how many replicas must answer a read. */
  public Options r(int replicas) {
    return read("r", replicas);
  }

  /** PR: how many of them must be primaries. */
  public Options pr(int replicas) {
    return read("pr", replicas);
  }

  /** W: how many replicas must have stored a write. */
  public Options w(int replicas) {
    return write("w", replicas);
  }

  /** PW: how many of them must be primaries. */
  public Options pw(int replicas) {
    return write("pw", replicas);
  }

  /** DW: how many of them must have it on their disk. */
  public Options dw(int replicas) {
    return write("dw", replicas);
  }

  /** How long a server may work on a request before it gives up. */
  public Options timeout(Duration most) {
    String millis = Long.toString(most.toMillis());
    return new Options(
        plus(reading, "timeout", millis), plus(writing, "timeout", millis), repeatsBlindWrites);
  }

  /**
   * Whether a write without a context is sent again when it is not known whether it was done. In a
   * bucket that keeps siblings that may leave two with equal values, which are one again in the
   * next read; in a bucket that keeps the last write it may hide a write of somebody else that came
   * in between. Without this such a write is repeated only if no node can have seen it.
   */
  public Options repeatingBlindWrites() {
    return new Options(reading, writing, true);
  }

  private Options read(String name, int replicas) {
    return new Options(plus(reading, name, text(replicas)), writing, repeatsBlindWrites);
  }

  private Options write(String name, int replicas) {
    return new Options(reading, plus(writing, name, text(replicas)), repeatsBlindWrites);
  }

  private static String text(int replicas) {
    if (replicas < 0) throw new IllegalArgumentException("replicas: 0 or more, not " + replicas);
    return Integer.toString(replicas);
  }

  private static SortedMap<String, String> plus(
      SortedMap<String, String> map, String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(map);
    more.put(name, value);
    return more;
  }
}
