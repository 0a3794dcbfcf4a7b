package io.gramme.ring;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the hand-overs of one ring version have come: what the nodes that gain partitions say of
 * themselves. Only ever grows, and is merged by union, so nodes that heard the same marks, in
 * whatever order and however often, agree (a state-based CRDT: Shapiro et al. 2011).
 *
 * @param of the version
 * @param marks by partition, then by node; the greatest mark that a node has set
 */
public record Progress(RingId of, SortedMap<Integer, SortedMap<NodeId, Mark>> marks) {

  private static final int FORMAT = 1;
  private static final int LEAST_PARTITION_BYTES = 4;
  private static final int LEAST_MARK_BYTES = 3;

  /** Refuses partitions that no ring has; drops partitions without marks. */
  public Progress {
    SortedMap<Integer, SortedMap<NodeId, Mark>> copy = new TreeMap<>();
    marks.forEach(
        (partition, set) -> {
          if (partition < 0 || partition >= Partitions.MOST)
            throw new IllegalArgumentException("a mark on partition " + partition);
          if (!set.isEmpty())
            copy.put(partition, Collections.unmodifiableSortedMap(new TreeMap<>(set)));
        });
    marks = Collections.unmodifiableSortedMap(copy);
  }

  /** Nothing yet. */
  public static Progress none(RingId of) {
    return new Progress(of, new TreeMap<>());
  }

  /** This and one mark more; this itself if it says as much already. */
  public Progress with(int partition, NodeId node, Mark mark) {
    if (has(partition, node, mark)) return this;
    return merge(
        new Progress(of, new TreeMap<>(Map.of(partition, new TreeMap<>(Map.of(node, mark))))));
  }

  /**
   * What this or the other says; this itself if the other is of another version or adds nothing.
   */
  public Progress merge(Progress other) {
    if (!other.of.equals(of) || includes(other)) return this;
    SortedMap<Integer, SortedMap<NodeId, Mark>> all = new TreeMap<>(marks);
    other.marks.forEach((partition, set) -> all.merge(partition, set, Progress::union));
    return new Progress(of, all);
  }

  private static SortedMap<NodeId, Mark> union(
      SortedMap<NodeId, Mark> some, SortedMap<NodeId, Mark> others) {
    SortedMap<NodeId, Mark> union = new TreeMap<>(some);
    others.forEach((node, mark) -> union.merge(node, mark, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    return union;
  }

  /** Whether this says everything that {@code other}, of the same version, says. */
  public boolean includes(Progress other) {
    return of.equals(other.of)
        && other.marks.entrySet().stream()
            .allMatch(
                partition ->
                    partition.getValue().entrySet().stream()
                        .allMatch(set -> has(partition.getKey(), set.getKey(), set.getValue())));
  }

  /** Whether a node has set this mark or a greater one. */
  public boolean has(int partition, NodeId node, Mark mark) {
    SortedMap<NodeId, Mark> set = marks.getOrDefault(partition, Collections.emptySortedMap());
    return set.containsKey(node) && set.get(node).compareTo(mark) >= 0;
  }

  /** Whether there is no mark. */
  public boolean isEmpty() {
    return marks.isEmpty();
  }

  /** A number that differs, but for a chance in 2^64, where two progresses differ. */
  public long digest() {
    ByteWriter out = ByteWriter.growing(64);
    writeTo(out);
    return Long.parseUnsignedLong(RingId.ofContent(out.toByteArray()).hex().substring(0, 16), 16);
  }

  /** Writes the format's number, the version and the marks in order. */
  public void writeTo(ByteWriter out) {
    out.writeByte(FORMAT).writeRaw(of.bytes()).writeVarLong(marks.size());
    marks.forEach(
        (partition, set) -> {
          out.writeVarLong(partition).writeVarLong(set.size());
          set.forEach((node, mark) -> out.writeText(node.value()).writeByte(mark.ordinal()));
        });
  }

  /**
   * Reads what {@link #writeTo} wrote, and leaves what follows.
   *
   * @throws MalformedBytesException if it did not write this, or a later format wrote it
   */
  public static Progress readFrom(ByteReader in) {
    int format = in.readByte();
    if (format != FORMAT)
      throw new MalformedBytesException(
          "a ring's progress of format " + format + ", not " + FORMAT);
    try {
      RingId of = RingId.readFrom(in);
      SortedMap<Integer, SortedMap<NodeId, Mark>> marks = new TreeMap<>();
      int count = in.readCount(LEAST_PARTITION_BYTES);
      for (int i = 0; i < count; i++) {
        int partition = Layout.readSmall(in);
        if (!marks.isEmpty() && partition <= marks.lastKey())
          throw new IllegalArgumentException("marks out of order at partition " + partition);
        marks.put(partition, readMarks(in));
      }
      return new Progress(of, marks);
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a ring's progress that cannot be: " + e.getMessage());
    }
  }

  private static SortedMap<NodeId, Mark> readMarks(ByteReader in) {
    SortedMap<NodeId, Mark> set = new TreeMap<>();
    int count = in.readCount(LEAST_MARK_BYTES);
    if (count == 0) throw new IllegalArgumentException("a partition without marks");
    for (int i = 0; i < count; i++) {
      NodeId node = new NodeId(in.readText());
      if (!set.isEmpty() && node.compareTo(set.lastKey()) <= 0)
        throw new IllegalArgumentException("marks out of order at " + node);
      int ordinal = in.readByte();
      if (ordinal >= Mark.values().length)
        throw new IllegalArgumentException("a mark of " + ordinal);
      set.put(node, Mark.values()[ordinal]);
    }
    return set;
  }
}
