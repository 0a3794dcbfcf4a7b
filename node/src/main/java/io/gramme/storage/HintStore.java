package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /**
   * What a scan could not read and has stepped over.
   *
   * @param count how many hints
   * @param first the first of them, at most {@link #MOST_NAMED}
   */
  public record Skipped(long count, List<DamagedHint> first) {

    /** Everything could be read. */
    public static final Skipped NOTHING = new Skipped(0, List.of());

    public Skipped {
      first = List.copyOf(first);
    }
  }

  /** The most damaged hints that one scan names; those behind them are named by a later one. */
  public static final int MOST_NAMED = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(HintStore.class);

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
        () -> writer.get(stored).map(value -> HintEntry.fromBytes(stored, value).hint()));
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
    writer.submit(List.of(HintEntry.valueOf(hint).under(stored)), durability, listener);
  }

  /** Forgets a hint, if there is one. Returns at once. */
  public void delete(
      NodeId home, int partition, Key key, Durability durability, WriteListener listener) {
    byte[] stored = new HintKey(home, partition, key).toBytes();
    writer.submit(List.of(new Change.Delete(stored)), durability, listener);
  }

  /** How much a hint takes when it is stored, key and value, as visitors are told. */
  public static long storedBytes(NodeId home, int partition, Key key, Hint hint) {
    return HintEntry.valueOf(hint).under(new HintKey(home, partition, key).toBytes()).bytes();
  }

  /**
   * Visits the hints for a home in the order of partition, type, bucket and key, as {@link
   * Store#forEach}, but steps over each that is not what was written.
   *
   * @return what it has stepped over; what the home misses by that must be owed, and then {@link
   *     #remove removed}
   * @throws StoreDamagedException if the disk cannot tell what follows, readable or not
   * @throws StorageFailedException if the disk could not be read
   * @throws StorageClosedException after the directory was closed
   */
  public Skipped forEach(NodeId home, HintVisitor visitor) {
    return scan(HintKey.firstOf(EntryKind.HINT, home), home, visitor);
  }

  /** As {@link #forEach}, after the hint of a partition and key, which need not exist. */
  public Skipped forEachAfter(NodeId home, int partition, Key key, HintVisitor visitor) {
    return scan(new HintKey(home, partition, key).next(), home, visitor);
  }

  /**
   * Removes a hint that cannot be read, unless it was replaced since. Only after it is on the disk
   * that its home is owed what it missed. Returns at once.
   *
   * @throws StorageFailedException if the damage could not be written down; the hint stays
   */
  public void remove(DamagedHint hint, WriteListener listener) {
    byte[] stored = hint.at().bytes();
    if (isReadable(stored)) {
      listener.stored();
      return;
    }
    damage.removing(new StoreDamagedException(hint.toString()));
    writer.submit(List.of(new Change.Delete(stored)), Durability.OS, listener);
  }

  private boolean isReadable(byte[] stored) {
    Optional<byte[]> value = writer.get(stored);
    if (value.isEmpty()) return true;
    try {
      HintEntry.fromBytes(stored, value.get());
      return true;
    } catch (StoreDamagedException damaged) {
      return false;
    }
  }

  /**
   * The homes for which there is a hint, be it a damaged one. The cost is that of the homes, not of
   * the hints.
   */
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

  /** Steps over what names no home at all: nobody can be owed what it was. */
  private Optional<NodeId> firstHome(byte[] from) {
    TreeSet<NodeId> first = new TreeSet<>();
    writer.scan(
        from,
        HintKey.endOf(EntryKind.HINT),
        (key, value) -> {
          HintKey.homeOf(EntryKind.HINT, key)
              .ifPresentOrElse(first::add, () -> stepOver("a hint for nobody", key));
          return first.isEmpty();
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

  /**
   * In which partitions which homes missed something that nobody keeps. The key of an entry says it
   * all, so it counts even where it is not what was written. Throws as {@link #forEach}.
   */
  public SortedMap<NodeId, SortedSet<Integer>> owed() {
    return reading(
        "what is owed",
        () -> {
          SortedMap<NodeId, SortedSet<Integer>> owed = new TreeMap<>();
          writer.scan(
              HintKey.firstOf(EntryKind.OWED),
              HintKey.endOf(EntryKind.OWED),
              (key, value) -> {
                Optional<NodeId> home = HintKey.homeOf(EntryKind.OWED, key);
                OptionalInt partition = HintKey.partitionOf(EntryKind.OWED, key);
                if (!Entries.isWhole(key, value) || partition.isEmpty())
                  stepOver("something owed", key);
                if (home.isPresent() && partition.isPresent())
                  owed.computeIfAbsent(home.get(), any -> new TreeSet<>())
                      .add(partition.getAsInt());
                return true;
              });
          return owed;
        });
  }

  private void stepOver(String what, byte[] key) {
    String message = what + " at " + HexFormat.of().formatHex(key) + " cannot be read";
    LOG.error("{}", message);
    damage.met(new StoreDamagedException(message));
  }

  private Skipped scan(byte[] from, NodeId home, HintVisitor visitor) {
    SkippedHints skipped = new SkippedHints(home);
    reading(
        "the hints for " + home,
        () -> {
          writer.scan(
              from,
              HintKey.endOf(EntryKind.HINT, home),
              (key, value) -> {
                HintEntry entry;
                try {
                  entry = HintEntry.fromBytes(key, value);
                } catch (StoreDamagedException damaged) {
                  skipped.add(key);
                  return true;
                }
                HintKey at = entry.at();
                long bytes = (long) key.length + value.length;
                return visitor.visit(at.partition(), at.key(), entry.hint(), bytes);
              });
          return home;
        });
    if (!skipped.isEmpty()) {
      LOG.error("{}", skipped);
      damage.met(new StoreDamagedException(skipped.toString()));
    }
    return skipped.told();
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
}
