package io.gramme.handoff;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the hints of one home come to, exactly, while writes of them are under way.
 *
 * <p>Writes of one hint may overlap, and each may fail. As long as one is under way the hint counts
 * for the most that any of them would make of it: so the node's budget holds whatever becomes of
 * them, and a hint counts as there until its removal is on the disk. A write that failed may have
 * happened by half, and what is on the disk is certain only once it is written again.
 *
 * <p>Not thread-safe; the ledger is.
 */
final class HomeAccount {

  /** Beyond it nothing more is written before something is certain again. */
  static final int MOST_DOUBTS = 1_000;

  /**
   * A hint that is being written.
   *
   * @param reserved the most bytes it may come to
   * @param underway how many writes
   * @param last what the last of them makes of it, 0 for a removal
   * @param isDoubtful whether one of them failed
   */
  private record Writing(long reserved, int underway, long last, boolean isDoubtful) {}

  private final HintLedger ledger;
  private final Map<Place, Writing> writing = new HashMap<>();
  private final Map<Integer, Long> hints = new HashMap<>();
  private long bytes;
  private int doubts;
  private boolean isCounted;

  HomeAccount(HintLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * All hints were looked through: corrects the sums. Only while nothing is being written.
   *
   * @throws IllegalStateException if something is
   */
  void counted(HintCensus census) {
    if (!isQuiet()) throw new IllegalStateException("hints are being written");
    ledger.found(census.bytes() - bytes);
    bytes = census.bytes();
    Set<Integer> partitions = new TreeSet<>(hints.keySet());
    partitions.addAll(census.hints().keySet());
    for (int partition : partitions) {
      long more = census.hints().getOrDefault(partition, 0L) - hints.getOrDefault(partition, 0L);
      for (long i = 0; i < more; i++) enter(partition);
      for (long i = more; i < 0; i++) leave(partition);
    }
    isCounted = true;
  }

  /** There are no hints of earlier starts to be looked through. */
  void countedNone() {
    isCounted = true;
  }

  /** Whether the hints of earlier starts were looked through. */
  boolean isCounted() {
    return isCounted;
  }

  /** Whether nothing is being written, and nothing is doubtful. */
  boolean isQuiet() {
    return writing.isEmpty();
  }

  /**
   * Begins a write.
   *
   * @param before bytes of the hint that a read finds, 0 if there is none
   * @param after bytes of the hint to be written, 0 for a removal
   * @return whether it may be written; otherwise the node has no room for it, and nothing has
   *     changed
   */
  boolean begin(Place place, long before, long after) {
    Writing now = writing.getOrDefault(place, new Writing(before, 0, before, false));
    long more = Math.max(0, after - now.reserved());
    if (!ledger.take(more)) return false;
    if (now.reserved() == 0 && after > 0) enter(place.partition());
    bytes += more;
    writing.put(
        place, new Writing(now.reserved() + more, now.underway() + 1, after, now.isDoubtful()));
    return true;
  }

  /** A write has ended: it is on the disk, or nobody knows. */
  void ended(Place place, boolean stored) {
    Writing now = writing.get(place);
    if (now == null) return;
    int underway = now.underway() - 1;
    boolean isDoubtful = now.isDoubtful() || !stored;
    if (isDoubtful && !now.isDoubtful()) doubts++;
    if (underway == 0 && !isDoubtful) settle(place, now);
    else writing.put(place, new Writing(now.reserved(), underway, now.last(), isDoubtful));
  }

  private void settle(Place place, Writing now) {
    long less = now.reserved() - now.last();
    ledger.give(less);
    bytes -= less;
    writing.remove(place);
    if (now.reserved() > 0 && now.last() == 0) leave(place.partition());
  }

  private void enter(int partition) {
    ledger.enter(partition);
    hints.merge(partition, 1L, Long::sum);
  }

  private void leave(int partition) {
    ledger.leave(partition);
    hints.computeIfPresent(partition, (p, count) -> count == 1 ? null : Long.valueOf(count - 1));
  }

  /** Some hints, not being written now, of which nobody knows what is on the disk. */
  List<Place> doubtful(int most) {
    return writing.entrySet().stream()
        .filter(each -> each.getValue().isDoubtful() && each.getValue().underway() == 0)
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * A doubtful hint is about to be written once more, as a read finds it; how that ends decides.
   *
   * @param found bytes of what a read finds, 0 for nothing
   */
  void rewriting(Place place, long found) {
    Writing now = writing.get(place);
    doubts--;
    writing.put(place, new Writing(now.reserved(), now.underway() + 1, found, false));
  }

  /** Whether too much is doubtful for anything more to be written. */
  boolean isInDoubt() {
    return doubts >= MOST_DOUBTS;
  }

  /** Hints of the home, those being written or removed among them. */
  long hints() {
    return hints.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Their bytes. */
  long bytes() {
    return bytes;
  }
}
