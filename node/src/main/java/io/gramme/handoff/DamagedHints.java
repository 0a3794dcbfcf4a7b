package io.gramme.handoff;

import io.gramme.storage.DamagedHint;
import io.gramme.storage.HintStore;
import io.gramme.storage.HintStore.Skipped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The hints for one home that cannot be read. What the home misses by that is owed to it, so that
 * it compares itself with the other replicas; the hint is removed once that is on the disk, and not
 * before. Lives in the buffer of the home and in its turns.
 */
final class DamagedHints {

  /** The most that are tried again in one turn. */
  static final int MOST_TRIED = 64;

  /** How far the mending of one has come. */
  private enum Stage {
    OWING,
    REMOVING,
    /** It is begun again. */
    FAILED
  }

  private final Consumer<DamagedHint> debt;
  private final Consumer<DamagedHint> removal;
  private final Map<DamagedHint, Stage> stages = new HashMap<>();
  private long met;
  private boolean isGap;

  /**
   * @param debt has it written down that the home is owed what a hint held
   * @param removal removes a hint that cannot be read
   */
  DamagedHints(Consumer<DamagedHint> debt, Consumer<DamagedHint> removal) {
    this.debt = debt;
    this.removal = removal;
  }

  /** A scan has stepped over some. */
  void onSkipped(Skipped skipped) {
    skipped.first().forEach(this::onMet);
  }

  /** A read has met one; beyond a bound it is left to be met again. */
  void onMet(DamagedHint hint) {
    if (stages.containsKey(hint) || stages.size() >= HintStore.MOST_NAMED) return;
    met++;
    owe(hint);
  }

  /** What a hint held is written down as owed, or could not be. */
  void onOwed(DamagedHint hint, boolean isWritten) {
    if (stages.get(hint) != Stage.OWING) return;
    stages.put(hint, isWritten ? Stage.REMOVING : Stage.FAILED);
    if (isWritten) removal.accept(hint);
  }

  /** A hint is gone from the disk, or could not be removed. */
  void onRemoved(DamagedHint hint, boolean isStored) {
    if (stages.get(hint) != Stage.REMOVING) return;
    if (isStored) stages.remove(hint);
    else stages.put(hint, Stage.FAILED);
    isGap |= isStored;
  }

  /** Time has passed: what failed is tried again. */
  void onTick() {
    List<DamagedHint> failed =
        stages.entrySet().stream()
            .filter(each -> each.getValue() == Stage.FAILED)
            .limit(MOST_TRIED)
            .map(Map.Entry::getKey)
            .toList();
    failed.forEach(this::owe);
  }

  private void owe(DamagedHint hint) {
    stages.put(hint, Stage.OWING);
    debt.accept(hint);
  }

  /** How many were met since the buffer started. */
  long met() {
    return met;
  }

  /** Whether some have gone since the hints were counted, and none is left to go. */
  boolean isCountWrong() {
    return isGap && stages.isEmpty();
  }

  /** The hints were counted, or cannot be. */
  void onCounted() {
    isGap = false;
  }
}
