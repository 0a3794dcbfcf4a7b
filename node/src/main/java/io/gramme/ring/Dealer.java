package io.gramme.ring;

import java.util.List;
import java.util.function.Supplier;

/**
 * Tries one way after the other to deal a ring, from the one that moves least to the one that
 * always keeps the rule, and takes the first that is good, else the best.
 */
final class Dealer {

  /** What a way came to; less of each is better, the first difference decides. */
  private record Outcome(int[] owners, long avoidable, int broken, int misplaced) {

    boolean isGood(int partitions) {
      return avoidable == 0 && misplaced <= Claim.tolerance(partitions);
    }

    boolean isBetterThan(Outcome other) {
      if (avoidable != other.avoidable) return avoidable < other.avoidable;
      if (broken != other.broken) return broken < other.broken;
      return misplaced < other.misplaced;
    }
  }

  private final Placement rule;
  private final int[] before;
  private final int[] targets;
  private Outcome best;

  /**
   * @param before the owners so far, as numbers of members, -1 where there is none
   */
  Dealer(Placement rule, int[] before) {
    this.rule = rule;
    this.before = before;
    this.targets = Shares.of(rule).targets(count(before));
    this.best = new Outcome(before, Long.MAX_VALUE, 0, 0);
  }

  /** Each partition's new owner. */
  int[] owners() {
    int[] woven = new Weave(rule, before, targets).owners();
    List<Supplier<int[]>> ways =
        List.of(
            () -> new Board(rule, before, targets).deal(),
            () -> new Board(rule, woven, targets).deal(),
            () -> woven,
            this::ofDistinctNodesFirst,
            () -> Weave.even(rule, before, targets).owners(),
            this::ofDistinctNodesFirst,
            this::ofDistinctNodesOnly);
    for (Supplier<int[]> way : ways) {
      attempt(way.get());
      if (best.isGood(rule.partitions)) break;
    }
    return best.owners();
  }

  /** The best so far, repaired where a member comes twice in a window, whatever its zone. */
  private int[] ofDistinctNodesFirst() {
    return new Board(rule.unzoned(), best.owners(), count(best.owners())).deal();
  }

  private int[] ofDistinctNodesOnly() {
    Placement unzoned = rule.unzoned();
    int[] shares = Shares.of(unzoned).targets(count(best.owners()));
    return new Weave(unzoned, best.owners(), shares).owners();
  }

  private void attempt(int[] owners) {
    List<Violation> violations = rule.violations(owners);
    long avoidable = violations.stream().filter(Violation::avoidable).count();
    Outcome outcome = new Outcome(owners, avoidable, violations.size(), misplaced(owners));
    if (outcome.isBetterThan(best)) best = outcome;
  }

  private int misplaced(int[] owners) {
    int[] owned = count(owners);
    int misplaced = 0;
    for (int m = 0; m < owned.length; m++) misplaced += Math.max(0, owned[m] - targets[m]);
    return misplaced;
  }

  private int[] count(int[] owners) {
    int[] owned = new int[rule.members.size()];
    for (int member : owners) if (member >= 0) owned[member]++;
    return owned;
  }
}
