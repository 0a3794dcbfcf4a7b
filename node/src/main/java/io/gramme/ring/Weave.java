package io.gramme.ring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A ring dealt from nothing by columns, which keeps the placement rule by construction.
 *
 * <p>Write the ring as ⌊Q / N⌋ rows of N or more successive partitions and deal down the columns,
 * zone by zone. A member with fewer partitions than there are rows is then in a row at most once,
 * in the same column from row to row, and where its places wrap to the next column at least one row
 * lies between. So two of its partitions are never closer than N; likewise a zone with c seats
 * never has more than c in a window. Only who has exactly as many as there are rows must begin at
 * the top of a column, and is dealt first.
 */
final class Weave {

  private static final int ANY_ZONE = -1;

  private final Placement rule;
  private final int[] before;
  private final int[] targets;
  private final int[] columns;
  private final int[] owner;
  private int next;

  /** A weave in which members keep what they own in {@code before} where that costs nothing. */
  Weave(Placement rule, int[] before, int[] targets) {
    this(rule, before, targets, rule.isPossible() || rule.partitions % rule.window == 0);
  }

  /** The same with rows as even as can be: members stay distinct even where zones cannot. */
  static Weave even(Placement rule, int[] before, int[] targets) {
    return new Weave(rule, before, targets, true);
  }

  private Weave(Placement rule, int[] before, int[] targets, boolean even) {
    this.rule = rule;
    this.before = before;
    this.targets = targets;
    this.columns = byColumns(rule, even);
    this.owner = new int[before.length];
  }

  /** Each partition's owner, as a number of a member. */
  int[] owners() {
    boolean[] dealt = new boolean[targets.length];
    if (rule.zoned) zones().forEach(zone -> dealAll(zone, dealt));
    else dealAll(ANY_ZONE, dealt);
    return owner;
  }

  /** Zones that end with a column let the next begin at the top of one: they come first. */
  private List<Integer> zones() {
    return IntStream.range(0, rule.zoneSizes.length)
        .boxed()
        .sorted(Comparator.comparing(zone -> total(zone) % rule.rounds() != 0))
        .toList();
  }

  private int total(int zone) {
    int total = 0;
    for (int m = 0; m < targets.length; m++) if (rule.zoneOf[m] == zone) total += targets[m];
    return total;
  }

  private void dealAll(int zone, boolean[] dealt) {
    for (int member = pick(zone, dealt); member >= 0; member = pick(zone, dealt)) {
      dealt[member] = true;
      for (int i = 0; i < targets[member]; i++) owner[columns[next++]] = member;
    }
  }

  /** Who fills a column comes first; then who owns most of what comes next already. */
  private int pick(int zone, boolean[] dealt) {
    int best = -1;
    long most = -1;
    for (int m = 0; m < targets.length; m++) {
      if (dealt[m] || zone != ANY_ZONE && rule.zoneOf[m] != zone) continue;
      long merit = Math.max(0, targets[m] - rule.rounds() + 1) * 2L * rule.partitions;
      for (int i = 0; i < targets[m]; i++) if (before[columns[next + i]] == m) merit++;
      if (merit <= most) continue;
      most = merit;
      best = m;
    }
    return best;
  }

  /** The partitions down the first column, then the second, and so on. */
  private static int[] byColumns(Placement rule, boolean even) {
    int[] rows = rows(rule, even);
    int[] columns = new int[rule.partitions];
    int filled = 0;
    for (int column = 0; filled < columns.length; column++) {
      for (int row = 0; row + 1 < rows.length; row++) {
        int p = rows[row] + column;
        if (p < rows[row + 1]) columns[filled++] = p;
      }
    }
    return columns;
  }

  /** Where rows begin: ⌊Q / N⌋ even ones, or rows of N and a short one at the end. */
  private static int[] rows(Placement rule, boolean even) {
    int count = even ? rule.rounds() : rule.rounds() + 1;
    int length = even ? rule.partitions / count : rule.window;
    int longer = even ? rule.partitions % count : 0;
    int[] rows = new int[count + 1];
    Arrays.setAll(rows, row -> Math.min(row * length + Math.min(row, longer), rule.partitions));
    return rows;
  }
}
