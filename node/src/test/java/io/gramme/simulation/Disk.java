package io.gramme.simulation;

import io.gramme.model.Durability;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One database of one node as the storage package promises it: reads see what waits to be written,
 * batches are written whole or fail whole, what was synced outlives the machine's power and what
 * was written outlives the process.
 *
 * @param <K> what values are kept under
 * @param <V> what is kept
 */
final class Disk<K extends Comparable<K>, V> {

  /** What a disk needs of the node it is in. */
  interface Surroundings<K, V> {

    /** Lets the writer go on after a while, if its process lives then. */
    void after(long millis, Runnable event);

    /** Whether the room is used up. */
    boolean isFull();

    /** Whether a batch fails now, of which this would be left. */
    boolean fails(Map<K, V> wouldRemain);

    /** A batch has failed; reads still see it. */
    void failed();

    /** A value has been kept at least as durably as said. */
    void kept(K key, V value, Durability durability);
  }

  private sealed interface Change<K, V> {
    K key();
  }

  private record Put<K, V>(K key, V value) implements Change<K, V> {}

  private record Delete<K, V>(K key) implements Change<K, V> {}

  private record Write<K, V>(Change<K, V> change, Durability durability, WriteListener listener) {}

  /** How long a batch takes at most if nothing is wrong. */
  static final int USUAL_MILLIS = 4;

  private static final int MOST_WAITING = 64;

  private final Surroundings<K, V> surroundings;
  private final Dice dice;
  private final TreeMap<K, V> synced = new TreeMap<>();
  private final List<Change<K, V>> unsynced = new ArrayList<>();
  private List<Write<K, V>> beingWritten = List.of();
  private final List<Write<K, V>> waiting = new ArrayList<>();
  private TreeMap<K, V> seen = new TreeMap<>();
  private int slownessMillis = USUAL_MILLIS;

  Disk(Surroundings<K, V> surroundings, Dice dice) {
    this.surroundings = surroundings;
    this.dice = dice;
  }

  /** What readers see; not to be changed by them. */
  TreeMap<K, V> seen() {
    return seen;
  }

  /** What a crash of the process would leave. */
  TreeMap<K, V> written() {
    return after(unsynced.size());
  }

  void put(K key, V value, Durability durability, WriteListener listener) {
    submit(new Write<>(new Put<>(key, value), durability, listener));
  }

  void delete(K key, Durability durability, WriteListener listener) {
    submit(new Write<>(new Delete<>(key), durability, listener));
  }

  /** Why a write would be refused now; one so refused has never been seen by anybody. */
  Optional<WriteFailure> refusal() {
    if (surroundings.isFull()) return Optional.of(WriteFailure.DISK_FULL);
    if (waiting.size() >= MOST_WAITING) return Optional.of(WriteFailure.OVERLOADED);
    return Optional.empty();
  }

  /** How long a batch takes at most. */
  void slowness(int millis) {
    slownessMillis = millis;
  }

  private void submit(Write<K, V> write) {
    Optional<WriteFailure> refusal = refusal();
    if (refusal.isPresent()) {
      write.listener().failed(refusal.get());
      return;
    }
    waiting.add(write);
    apply(write.change(), seen);
    if (write.durability() == Durability.BUFFERED) {
      keep(write.change(), Durability.BUFFERED);
      write.listener().stored();
    }
    if (beingWritten.isEmpty()) startBatch();
  }

  private void startBatch() {
    beingWritten = List.copyOf(waiting);
    waiting.clear();
    if (beingWritten.isEmpty()) return;
    List<Write<K, V>> batch = beingWritten;
    surroundings.after(dice.between(1, slownessMillis), () -> finish(batch));
  }

  /** A process that has crashed meanwhile has left another batch, or none. */
  private void finish(List<Write<K, V>> batch) {
    if (batch != beingWritten) return;
    boolean fails = surroundings.fails(withoutBatch());
    if (fails) {
      surroundings.failed();
      seen = withoutBatch();
    } else {
      boolean syncs = batch.stream().anyMatch(write -> write.durability() == Durability.SYNC);
      for (Write<K, V> write : batch) unsynced.add(write.change());
      if (syncs) sync();
      for (Write<K, V> write : batch) {
        keep(write.change(), syncs ? Durability.SYNC : Durability.OS);
      }
    }
    startBatch();
    for (Write<K, V> write : batch) {
      if (write.durability() == Durability.BUFFERED) continue;
      if (fails) write.listener().failed(WriteFailure.FAILED);
      else write.listener().stored();
    }
  }

  private void keep(Change<K, V> change, Durability durability) {
    if (change instanceof Put<K, V> put) surroundings.kept(put.key(), put.value(), durability);
  }

  private TreeMap<K, V> withoutBatch() {
    TreeMap<K, V> left = written();
    for (Write<K, V> write : waiting) apply(write.change(), left);
    return left;
  }

  private void sync() {
    for (Change<K, V> change : unsynced) apply(change, synced);
    unsynced.clear();
  }

  /** What would be left if the machine lost its power now: a chance part of what was unsynced. */
  TreeMap<K, V> after(int unsyncedLeft) {
    TreeMap<K, V> left = new TreeMap<>(synced);
    for (Change<K, V> change : unsynced.subList(0, unsyncedLeft)) apply(change, left);
    return left;
  }

  /** What may be at a place if the power fails now or after more is synced. */
  List<V> anyAt(K place) {
    List<V> any = new ArrayList<>();
    if (synced.containsKey(place)) any.add(synced.get(place));
    for (Change<K, V> change : unsynced) {
      if (change instanceof Put<K, V> put && put.key().equals(place)) any.add(put.value());
    }
    return any;
  }

  /** How many changes are written and not synced. */
  int unsynced() {
    return unsynced.size();
  }

  /**
   * The process has ended and nobody is told: what waited is gone.
   *
   * @param batchIsThrough whether the batch that was being written has just made it
   */
  void crash(boolean batchIsThrough) {
    if (batchIsThrough) {
      for (Write<K, V> write : beingWritten) unsynced.add(write.change());
    }
    beingWritten = List.of();
    waiting.clear();
    seen = written();
  }

  /** The power has gone: of what was unsynced only the oldest is left. */
  void losePower(int unsyncedLeft) {
    TreeMap<K, V> left = after(unsyncedLeft);
    unsynced.clear();
    synced.clear();
    synced.putAll(left);
    crash(false);
  }

  /** The process ends as it should: what waited is written and synced. */
  void close() {
    for (Write<K, V> write : beingWritten) unsynced.add(write.change());
    for (Write<K, V> write : waiting) unsynced.add(write.change());
    crash(false);
    sync();
  }

  void wipe() {
    losePower(0);
    synced.clear();
    seen.clear();
  }

  private static <K, V> void apply(Change<K, V> change, TreeMap<K, V> to) {
    if (change instanceof Put<K, V> put) to.put(put.key(), put.value());
    else to.remove(change.key());
  }
}
