package io.gramme.causality;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of dots that has no gaps: for each actor all dots from 1 up to a counter (Parker et al.
 * 1983; Dynamo §4.4).
 *
 * @param entries one per actor, in the unsigned order of actors
 */
public record VersionVector(List<Entry> entries) {

  /**
   * All dots of an actor from 1 to {@code counter}.
   *
   * @param time when the newest of them was made; lets the oldest entries be pruned first
   */
  public record Entry(long actor, long counter, HybridTime time) {

    public Entry {
      if (counter < 1) throw new IllegalArgumentException("an entry counts from 1: " + counter);
    }
  }

  public static final VersionVector EMPTY = new VersionVector(List.of());

  static final int LEAST_ENTRY_BYTES = 17;

  public VersionVector {
    entries = List.copyOf(entries);
    for (int i = 1; i < entries.size(); i++) {
      if (Long.compareUnsigned(entries.get(i - 1).actor(), entries.get(i).actor()) >= 0)
        throw new IllegalArgumentException("entries out of order: " + entries);
    }
  }

  /** This vector and one dot more, with every dot that the actor made before it. */
  public VersionVector with(Dot dot, HybridTime time) {
    return join(new VersionVector(List.of(new Entry(dot.actor(), dot.counter(), time))));
  }

  /** The dots of either vector. */
  public VersionVector join(VersionVector other) {
    if (other.isEmpty() || this == other) return this;
    if (isEmpty()) return other;
    List<Entry> joined = new ArrayList<>(entries.size() + other.entries.size());
    int i = 0;
    int j = 0;
    while (i < entries.size() && j < other.entries.size()) {
      Entry mine = entries.get(i);
      Entry theirs = other.entries.get(j);
      int order = Long.compareUnsigned(mine.actor(), theirs.actor());
      if (order == 0) joined.add(mine.counter() >= theirs.counter() ? mine : theirs);
      else joined.add(order < 0 ? mine : theirs);
      if (order <= 0) i++;
      if (order >= 0) j++;
    }
    joined.addAll(entries.subList(i, entries.size()));
    joined.addAll(other.entries.subList(j, other.entries.size()));
    return new VersionVector(joined);
  }

  /**
   * At most {@code limit} entries, the oldest dropped first (Dynamo §4.4). A pruned vector claims
   * less, so it may leave a false sibling and can never hide a version.
   */
  public VersionVector pruned(int limit) {
    if (entries.size() <= limit) return this;
    return new VersionVector(
        entries.stream()
            .sorted(Comparator.comparing(Entry::time).thenComparing(Entry::actor).reversed())
            .limit(limit)
            .sorted((a, b) -> Long.compareUnsigned(a.actor(), b.actor()))
            .toList());
  }

  /** Whether {@code dot} is one of these. */
  public boolean covers(Dot dot) {
    return counterOf(dot.actor()) >= dot.counter();
  }

  /** Whether every dot of {@code other} is one of these. */
  public boolean covers(VersionVector other) {
    return other.entries.stream().allMatch(entry -> counterOf(entry.actor()) >= entry.counter());
  }

  /** The highest counter of an actor, 0 if it has none. */
  public long counterOf(long actor) {
    for (Entry entry : entries) if (entry.actor() == actor) return entry.counter();
    return 0;
  }

  /** The latest time of any entry, {@link HybridTime#ZERO} if there is none. */
  public HybridTime latestTime() {
    return entries.stream().map(Entry::time).reduce(HybridTime.ZERO, HybridTime::latest);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public int size() {
    return entries.size();
  }

  public void writeTo(ByteWriter out) {
    out.writeVarLong(entries.size());
    for (Entry entry : entries) {
      out.writeLong(entry.actor()).writeVarLong(entry.counter()).writeLong(entry.time().packed());
    }
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws MalformedBytesException if it did not write this
   */
  public static VersionVector readFrom(ByteReader in) {
    int count = in.readCount(LEAST_ENTRY_BYTES);
    if (count == 0) return EMPTY;
    List<Entry> entries = new ArrayList<>(count);
    try {
      for (int i = 0; i < count; i++) {
        entries.add(new Entry(in.readLong(), in.readVarLong(), new HybridTime(in.readLong())));
      }
      return new VersionVector(entries);
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a version vector with " + e.getMessage());
    }
  }
}
