package io.gramme.simulation;

import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
import io.gramme.model.Durability;
import io.gramme.model.Key;

/**
 * One key of the history, and what its bucket asks for.
 *
 * @param number from 0, for short
 */
record Item(int number, Key key, int partition, Habit habit) {

  /**
   * What a bucket asks for.
   *
   * @param replicas N
   * @param read R
   * @param write W
   * @param synced how many replicas sync before they acknowledge, whatever the durability
   * @param isStrict whether only primaries may serve
   */
  record Habit(
      String bucket,
      int replicas,
      int read,
      int write,
      Reconciliation reconciliation,
      Durability durability,
      int synced,
      boolean isStrict) {

    /** Whether a read must see what was acknowledged before it began, whatever fails. */
    boolean readsWhatWasWritten() {
      return isStrict && read + write > replicas && durability == Durability.SYNC;
    }

    Terms terms() {
      return new Terms(replicas, reconciliation);
    }

    boolean keepsSiblings() {
      return reconciliation == Reconciliation.KEEP_SIBLINGS;
    }
  }

  @Override
  public String toString() {
    return key.path();
  }
}
