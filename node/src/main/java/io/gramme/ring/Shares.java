package io.gramme.ring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * How many partitions each member should own: in proportion to capacity, as far as the placement
 * rule lets a member or a zone own so many (water-filling: what one may not take is shared out
 * among the others in proportion).
 */
final class Shares {

  /** Below this a difference of two shares is rounding, not a share. */
  private static final double GRAIN = 1e-6;

  private final Placement rule;
  private final int memberMost;
  private final int[] zoneMost;

  private final double[] ideal;

  /** Shares under limits that leave a little slack, where the ring has any. */
  static Shares of(Placement rule) {
    int rounds = rule.rounds();
    for (int slack : new int[] {rounds / 8, rounds / 16, 1, 0}) {
      Shares even = new Shares(rule, rounds - slack, rounds - slack);
      if (even.isEnough()) return even;
      Shares fullZones = new Shares(rule, rounds - slack, rounds);
      if (fullZones.isEnough()) return fullZones;
    }
    for (int over = 0; over <= rule.partitions; over = 2 * over + 1) {
      Shares fullerZones = new Shares(rule, rounds, rounds + 1 + over);
      if (fullerZones.isEnough()) return fullerZones;
    }
    Shares oneOver = new Shares(rule, rounds + 1, rounds + 1);
    if (oneOver.isEnough()) return oneOver;
    return new Shares(rule, rule.partitions, rule.partitions);
  }

  /**
   * @param memberMost the most that a member may own
   * @param seatMost the most that a zone may own for each of its seats in a window
   */
  private Shares(Placement rule, int memberMost, int seatMost) {
    this.rule = rule;
    this.memberMost = memberMost;
    zoneMost = new int[rule.zoneSizes.length];
    for (int zone = 0; zone < zoneMost.length; zone++) {
      int byRule = rule.zoned ? zoneMost(zone, seatMost) : rule.partitions;
      zoneMost[zone] = Math.max(0, Math.min(byRule, rule.zoneSizes[zone] * memberMost));
    }
    ideal = new double[rule.members.size()];
    if (isEnough()) fillIdeal();
  }

  private int zoneMost(int zone, int seatMost) {
    int seats = rule.zoneCap(zone);
    int fair = (seats * rule.partitions + rule.window - 1) / rule.window;
    int over = Math.max(0, seatMost - rule.rounds() - 1);
    return Math.min(seats * seatMost, fair + over);
  }

  private boolean isEnough() {
    return memberMost > 0 && Arrays.stream(zoneMost).asLongStream().sum() >= rule.partitions;
  }

  private void fillIdeal() {
    double level = level(rule.partitions, Double.POSITIVE_INFINITY, this::total);
    for (int zone = 0; zone < zoneMost.length; zone++) {
      int z = zone;
      double zoneLevel =
          zoneTotal(zone, level) <= zoneMost[zone]
              ? level
              : level(zoneMost[zone], level, l -> zoneTotal(z, l));
      for (int m = 0; m < ideal.length; m++) {
        if (rule.zoneOf[m] == zone) ideal[m] = share(m, zoneLevel);
      }
    }
  }

  /** The level at which the water stands at {@code wanted}: bisection, the same on every node. */
  private double level(double wanted, double most, DoubleUnaryOperator filled) {
    double low = 0;
    double high = Math.min(most, rule.partitions);
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (filled.applyAsDouble(middle) < wanted) low = middle;
      else high = middle;
    }
    return high;
  }

  private double total(double level) {
    double[] zones = new double[zoneMost.length];
    for (int m = 0; m < ideal.length; m++) zones[rule.zoneOf[m]] += share(m, level);
    double total = 0;
    for (int zone = 0; zone < zones.length; zone++) total += Math.min(zoneMost[zone], zones[zone]);
    return total;
  }

  private double zoneTotal(int zone, double level) {
    double total = 0;
    for (int m = 0; m < ideal.length; m++) if (rule.zoneOf[m] == zone) total += share(m, level);
    return total;
  }

  private double share(int member, double level) {
    return Math.min(memberMost, level * weight(member));
  }

  /** Where every member holds every partition, capacity has nothing to decide. */
  private int weight(int member) {
    return rule.window == ideal.length ? 1 : rule.members.get(member).capacity();
  }

  /** A fraction of partitions; all members' come to the number of partitions. */
  double ideal(int member) {
    return ideal[member];
  }

  /**
   * Whole numbers, each the ideal rounded down or up, with the number of partitions as their sum.
   * Those who own more than their ideal rounded down are rounded up first: that moves least.
   *
   * @param owned what each owns now
   */
  int[] targets(int[] owned) {
    int[] targets = new int[ideal.length];
    int[] zones = new int[zoneMost.length];
    int left = rule.partitions;
    for (int m = 0; m < targets.length; m++) {
      targets[m] = (int) Math.floor(ideal[m] + GRAIN);
      zones[rule.zoneOf[m]] += targets[m];
      left -= targets[m];
    }
    int[] order = byClaim(owned, targets);
    for (int pass = 0; left > 0; pass++) {
      for (int m : order) {
        boolean fraction = ideal[m] - targets[m] > GRAIN;
        boolean room = targets[m] < memberMost && zones[rule.zoneOf[m]] < zoneMost[rule.zoneOf[m]];
        if (left == 0 || !room || !fraction && pass == 0) continue;
        targets[m]++;
        zones[rule.zoneOf[m]]++;
        left--;
      }
    }
    return targets;
  }

  /**
   * Who is rounded up first: who owns more already, then the larger fraction, then the lower id.
   */
  private int[] byClaim(int[] owned, int[] floors) {
    return IntStream.range(0, floors.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(m -> owned[m] > floors[m] ? 0 : 1)
                .thenComparingDouble(m -> floors[m] - ideal[m])
                .thenComparingInt(m -> m))
        .mapToInt(m -> m)
        .toArray();
  }
}
