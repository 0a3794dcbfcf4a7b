package io.gramme.handoff;

import io.gramme.model.Key;
import io.gramme.storage.HintStore.Hint;
import io.gramme.storage.HintStore.HintVisitor;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the hints for a home. For one scan. */
final class HintCensus implements HintVisitor {

  private final SortedMap<Integer, Long> hints = new TreeMap<>();
  private long bytes;
  private long oldestMillis;

  /**
   * @param nowMillis the wall clock
   */
  HintCensus(long nowMillis) {
    oldestMillis = nowMillis;
  }

  @Override
  public boolean visit(int partition, Key key, Hint hint, long storedBytes) {
    hints.merge(partition, 1L, Long::sum);
    bytes += HintRules.bytesOf(key, hint);
    oldestMillis = Math.min(oldestMillis, hint.sinceMillis());
    return true;
  }

  /** How many there are in each partition that has any. */
  SortedMap<Integer, Long> hints() {
    return Collections.unmodifiableSortedMap(hints);
  }

  /** Bytes of all, as {@link HintRules#bytesOf} counts them. */
  long bytes() {
    return bytes;
  }

  /** None was kept before that, by the wall clock. */
  long oldestMillis() {
    return oldestMillis;
  }
}
