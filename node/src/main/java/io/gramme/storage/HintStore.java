package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What this node keeps for others (hinted handoff, Dynamo §4.6): hints, each the whole record of a
 * key that its <i>home</i> could not be told, and the partitions in which a home missed something
 * that nobody keeps.
 *
 * <p>It stands in a data directory of its own, and shares nothing with the stores of partitions.
 * Safe for any number of threads; writes behave as those of a {@link Store}.
 */
public final class HintStore {

  /**
   * What is kept under a key for a home.
   *
   * @param record everything that is known of the key, with what versions were made on behalf of
   *     the home
   * @param sinceMillis since 1970, when the oldest part of it was kept
   */
  public record Hint(LocalRecord record, long sinceMillis) {}

  /** Takes the hints of a scan one by one. */
  @FunctionalInterface
  public interface HintVisitor {

    /**
     * Takes the next hint.
     *
     * @param storedBytes how much it takes, key and value
     * @return whether to go on
     */
    boolean visit(int partition, Key key, Hint hint, long storedBytes);
  }

  private final GroupCommit writer;
  private final DamageReports damage;

  HintStore(GroupCommit writer, DamageReports damage) {
    this.writer = writer;
    this.damage = damage;
  }

  /**
   * What is kept under a key for a home, if anything is.
   *
   * @throws StoreDamagedException if it cannot be told; the message names the key
   * @throws StorageFailedException if the disk could not be read
   * @throws StorageClosedException after the directory was closed
   */
  public Optional<Hint> get(NodeId home, int partition, Key key) {
    byte[] stored = new HintKey(home, partition, key).toBytes();
    return reading(
        "the hint of " + key.path() + " for " + home,
        () -> writer.get(stored).map(value -> decoded(stored, value)));
  }

  /** Keeps a hint in place of what was kept there. Returns at once. */
  public void put(
      NodeId home,
      int partition,
      Key key,
      Hint hint,
      Durability durability,
      WriteListener listener) {
    byte[] stored = new HintKey(home, partition, key).toBytes();
    writer.submit(List.of(encoded(hint).under(stored)), durability, listener);
  }

  /** Forgets a hint, if there is one. Returns at once. */
  public void delete(
      NodeId home, int partition, Key key, Durability durability, WriteListener listener) {
    byte[] stored = new HintKey(home, partition, key).toBytes();
    writer.submit(List.of(new Change.Delete(stored)), durability, listener);
  }

  /** How much a hint takes when it is stored, key and value, as visitors are told. */
  public static long storedBytes(NodeId home, int partition, Key key, Hint hint) {
    return encoded(hint).under(new HintKey(home, partition, key).toBytes()).bytes();
  }

  /**
   * Visits the hints for a home in the order of partition, type, bucket and key, as {@link
   * Store#forEach}.
   */
  public void forEach(NodeId home, HintVisitor visitor) {
    scan(HintKey.firstOf(EntryKind.HINT, home), home, visitor);
  }

  /** Visits the hints after that of a partition and key, which need not exist. */
  public void forEachAfter(NodeId home, int partition, Key key, HintVisitor visitor) {
    scan(new HintKey(home, partition, key).next(), home, visitor);
  }

  /** The homes for which there is a hint. The cost is that of the homes, not of the hints. */
  public SortedSet<NodeId> homes() {
    return reading(
        "the hints",
        () -> {
          SortedSet<NodeId> homes = new TreeSet<>();
          byte[] from = HintKey.firstOf(EntryKind.HINT);
          Optional<NodeId> next = firstHome(from);
          while (next.isPresent()) {
            homes.add(next.get());
            next = firstHome(HintKey.endOf(EntryKind.HINT, next.get()));
          }
          return homes;
        });
  }

  private Optional<NodeId> firstHome(byte[] from) {
    TreeSet<NodeId> first = new TreeSet<>();
    writer.scan(
        from,
        HintKey.endOf(EntryKind.HINT),
        (key, value) -> {
          first.add(decodedHome(EntryKind.HINT, ByteReader.of(key)));
          return false;
        });
    return first.stream().findFirst();
  }

  /** Notes that a home missed something in a partition that nobody keeps. Syncs it. */
  public void owe(NodeId home, int partition, WriteListener listener) {
    byte[] key = HintKey.owed(home, partition);
    writer.submit(List.of(CheckedValue.NOTHING.under(key)), Durability.SYNC, listener);
  }

  /** Strikes off what {@link #owe} noted: the home was compared with all others since. */
  public void repaid(NodeId home, int partition, WriteListener listener) {
    Change change = new Change.Delete(HintKey.owed(home, partition));
    writer.submit(List.of(change), Durability.OS, listener);
  }

  /** In which partitions which homes missed something that nobody keeps. Throws as {@link #get}. */
  public SortedMap<NodeId, SortedSet<Integer>> owed() {
    return reading(
        "what is owed",
        () -> {
          SortedMap<NodeId, SortedSet<Integer>> owed = new TreeMap<>();
          writer.scan(
              HintKey.firstOf(EntryKind.OWED),
              HintKey.endOf(EntryKind.OWED),
              (key, value) -> {
                CheckedValue.read(key, value);
                ByteReader in = ByteReader.of(key);
                NodeId home = decodedHome(EntryKind.OWED, in);
                owed.computeIfAbsent(home, any -> new TreeSet<>()).add(decodedPartition(in));
                return true;
              });
          return owed;
        });
  }

  private void scan(byte[] from, NodeId home, HintVisitor visitor) {
    reading(
        "the hints for " + home,
        () -> {
          writer.scan(
              from,
              HintKey.endOf(EntryKind.HINT, home),
              (key, value) -> {
                HintKey at = decodedKey(key);
                long bytes = (long) key.length + value.length;
                return visitor.visit(at.partition(), at.key(), decoded(key, value), bytes);
              });
          return home;
        });
  }

  private <T> T reading(String what, Supplier<T> read) {
    try {
      return read.get();
    } catch (StoreDamagedException e) {
      StoreDamagedException met = new StoreDamagedException(what + ": " + e.getMessage(), e);
      damage.met(met);
      throw met;
    }
  }

  private static CheckedValue encoded(Hint hint) {
    byte[] record = hint.record().toBytes();
    return new CheckedValue(
        ByteWriter.growing(record.length + Long.BYTES)
            .writeLong(hint.sinceMillis())
            .writeRaw(record)
            .toByteArray());
  }

  private static Hint decoded(byte[] key, byte[] value) {
    ByteReader in = CheckedValue.read(key, value);
    try {
      long sinceMillis = in.readLong();
      return new Hint(LocalRecord.fromBytes(in.readRest().bytes()), sinceMillis);
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  private static HintKey decodedKey(byte[] key) {
    try {
      return HintKey.fromBytes(key);
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  private static NodeId decodedHome(EntryKind kind, ByteReader key) {
    try {
      return HintKey.readHome(kind, key);
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  private static int decodedPartition(ByteReader key) {
    try {
      return HintKey.readPartition(key);
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }
}
