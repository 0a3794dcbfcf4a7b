package io.gramme.transfer;

import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.Stage;
import io.gramme.transfer.TransfersView.Outgoing;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * In which partitions a node looks next for records that it keeps no longer: in each settled one of
 * which it is not the first, as soon as it has settled and then every so often, since a coordinator
 * that heard of it late may have brought some. Not thread-safe: its owner is the only caller.
 */
final class ShedPlan {

  private static final long LOOK_EVERY_MILLIS = 600_000;
  private static final long LONGEST_BACK_OFF_MILLIS = 60_000;

  /**
   * What is known of a partition.
   *
   * @param isSeen whether it was looked at since it settled
   * @param isLeft whether some records are left there
   * @param failures in a row
   */
  private record Standing(
      boolean isSeen, boolean isLeft, int failures, long dueMillis, String trouble) {}

  private final long backOffMillis;
  private final Map<Integer, Standing> standings = new TreeMap<>();
  private Optional<Ring> ring = Optional.empty();

  ShedPlan(long backOffMillis) {
    this.backOffMillis = backOffMillis;
  }

  /** The ring was read from disk, or has changed, or its hand-overs have come further. */
  void onRing(Ring now, NodeId self) {
    boolean isSame = ring.filter(before -> before.id().equals(now.id())).isPresent();
    if (!isSame) standings.clear();
    ring = Optional.of(now);
    for (int partition = 0; partition < now.partitions(); partition++) {
      boolean maySpare = now.stage(partition) == Stage.SETTLED && now.rank(partition, self) > 0;
      if (maySpare)
        standings.putIfAbsent(
            partition, new Standing(false, false, 0, 0, ""));
    }
  }

  /** The partition to be looked at now, if any: the one that is due for the longest. */
  OptionalInt next(long nowMillis) {
    int next = -1;
    long due = Long.MAX_VALUE;
    for (Map.Entry<Integer, Standing> each : standings.entrySet()) {
      if (each.getValue().dueMillis() > nowMillis || each.getValue().dueMillis() >= due) continue;
      next = each.getKey();
      due = each.getValue().dueMillis();
    }
    return next < 0 ? OptionalInt.empty() : OptionalInt.of(next);
  }

  /**
   * A partition was looked at.
   *
   * @param isLeft whether something is left there, or may be
   * @param trouble why, in words
   */
  void onLooked(int partition, boolean isLeft, String trouble, long nowMillis) {
    Standing before = standings.get(partition);
    if (before == null) return;
    int failures = isLeft ? Math.min(before.failures() + 1, 16) : 0;
    long pause =
        isLeft
            ? Math.min(backOffMillis << failures, LONGEST_BACK_OFF_MILLIS)
            : LOOK_EVERY_MILLIS;
    standings.put(
        partition,
        new Standing(true, isLeft, failures, nowMillis + pause, trouble));
  }

  /**
   * How far it has come.
   *
   * @param shed records that were let go
   */
  Outgoing view(long shed) {
    int unseen = 0;
    int left = 0;
    String trouble = "";
    for (Standing each : standings.values()) {
      if (!each.isSeen()) unseen++;
      if (each.isLeft()) left++;
      if (each.isLeft() && trouble.isEmpty()) trouble = each.trouble();
    }
    return new Outgoing(unseen, left, shed, trouble);
  }
}
