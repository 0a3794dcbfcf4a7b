package io.gramme.ring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A ring while it is being dealt: some partitions vacant, some members owning too many. Deals
 * greedily, then along chains (a member gives up one partition to take another) as in the search
 * for augmenting paths. Mutable, and confined to one {@link Claim}.
 */
final class Board {

  private static final int VACANT = -1;
  private static final int LONGEST_CHAIN = 6;
  private static final int MOST_REDEALS = 12;

  private final Placement rule;
  private final int partitions;
  private final int[] before;
  private final int[] owner;
  private final int[] targets;
  private final int[] owned;
  private int salt;

  /**
   * @param before the owners to begin with, as numbers of members, -1 where there is none
   * @param targets how many partitions each member should own
   */
  Board(Placement rule, int[] before, int[] targets) {
    this.rule = rule;
    this.partitions = before.length;
    this.before = before;
    this.owner = before.clone();
    this.targets = targets;
    this.owned = new int[targets.length];
    for (int member : owner) if (member >= 0) owned[member]++;
  }

  /** The owners that follow: none vacant, targets met and the rule kept as far as was found. */
  int[] deal() {
    vacateClashes();
    fillVacant();
    drainSurplus();
    while (augment()) {}
    for (int round = 1; rule.isPossible() && round <= MOST_REDEALS && disorder() > 0; round++) {
      redeal(round);
    }
    while (forceOne() || augment()) {}
    return owner;
  }

  /** How many partitions are vacant or lie with the wrong member. */
  private int disorder() {
    return positions(VACANT).length + surplus();
  }

  /** Deals a stretch around something amiss once more, otherwise; undone unless it helps. */
  private void redeal(int round) {
    int[] ownerWas = owner.clone();
    int disorderWas = disorder();
    salt = round;
    int middle = amiss(round);
    for (int d = -round * rule.window; d <= round * rule.window; d++) {
      put(Math.floorMod(middle + d, partitions), VACANT);
    }
    fillVacant();
    while (augment()) {}
    if (disorder() < disorderWas) return;
    for (int p = 0; p < partitions; p++) put(p, ownerWas[p]);
  }

  /** One of the partitions that are amiss; which one differs from round to round. */
  private int amiss(int round) {
    int[] vacant = positions(VACANT);
    int[] amiss =
        vacant.length > 0
            ? vacant
            : IntStream.range(0, partitions)
                .filter(p -> owned[owner[p]] > targets[owner[p]])
                .toArray();
    return amiss[Math.floorMod((int) mix(round, amiss.length), amiss.length)];
  }

  /** How many partitions lie with members that own more than their target. */
  int surplus() {
    int surplus = 0;
    for (int m = 0; m < owned.length; m++) surplus += Math.max(0, owned[m] - targets[m]);
    return surplus;
  }

  /** Takes back what breaks the rule, the later of two. */
  private void vacateClashes() {
    for (int p = 0; p < partitions; p++) {
      if (owner[p] == VACANT) continue;
      int member = owner[p];
      put(p, VACANT);
      if (fits(member, p, VACANT)) put(p, member);
    }
  }

  /** Each vacant partition to whoever lags most behind an even pace towards its target. */
  private void fillVacant() {
    int[] vacant = positions(VACANT);
    int[] wanted = new int[targets.length];
    for (int m = 0; m < wanted.length; m++) wanted[m] = targets[m] - owned[m];
    int[] given = new int[targets.length];
    for (int i = 0; i < vacant.length; i++) {
      int best = VACANT;
      double bestLag = 0;
      for (int m = 0; m < targets.length; m++) {
        if (given[m] >= wanted[m] || !fits(m, vacant[i], VACANT)) continue;
        double lag = pace(m, i, vacant, wanted) - given[m];
        if (best == VACANT || lag > bestLag) {
          best = m;
          bestLag = lag;
        }
      }
      if (best == VACANT) continue;
      put(vacant[i], best);
      given[best]++;
    }
  }

  /**
   * How many a member should have after i vacant ones; a chance that is always the same breaks
   * ties.
   */
  private double pace(int member, int i, int[] vacant, int[] wanted) {
    double chance = (mix(member + salt * 8191, vacant[i]) >>> 11) * 0x1p-53;
    return wanted[member] * (i + 1.0) / vacant.length + chance * 0.5;
  }

  /** Members below their target take from those above it, far from what they own already. */
  private void drainSurplus() {
    boolean[] stuck = new boolean[targets.length];
    for (int taker = needy(stuck); taker != VACANT; taker = needy(stuck)) {
      int[] distances = distancesTo(taker);
      int best = VACANT;
      for (int p = 0; p < partitions; p++) {
        if (owner[p] == VACANT || owned[owner[p]] <= targets[owner[p]]) continue;
        if (best != VACANT && !isBetter(p, best, distances, taker)) continue;
        if (fits(taker, p, VACANT)) best = p;
      }
      if (best == VACANT) stuck[taker] = true;
      else put(best, taker);
    }
  }

  /** The member that is furthest below its target, {@link #VACANT} if none is below. */
  private int needy(boolean[] stuck) {
    int best = VACANT;
    int most = 0;
    for (int m = 0; m < targets.length; m++) {
      if (stuck[m] || targets[m] - owned[m] <= most) continue;
      best = m;
      most = targets[m] - owned[m];
    }
    return best;
  }

  private boolean isBetter(int p, int than, int[] distances, int taker) {
    if (distances[p] != distances[than]) return distances[p] > distances[than];
    int surplusHere = owned[owner[p]] - targets[owner[p]];
    int surplusThere = owned[owner[than]] - targets[owner[than]];
    if (surplusHere != surplusThere) return surplusHere > surplusThere;
    return mix(taker, p) > mix(taker, than);
  }

  /** For each partition, how far away the nearest one of {@code member} is. */
  private int[] distancesTo(int member) {
    int[] distances = new int[partitions];
    Arrays.fill(distances, partitions);
    for (int i = 1; i < 2 * partitions; i++) {
      int p = i % partitions;
      int last = (i - 1) % partitions;
      distances[p] = owner[p] == member ? 0 : Math.min(distances[p], distances[last] + 1);
    }
    for (int i = 2 * partitions - 2; i >= 0; i--) {
      int p = i % partitions;
      distances[p] = Math.min(distances[p], distances[(i + 1) % partitions] + 1);
    }
    return distances;
  }

  /**
   * One partition more for a member below its target, along the shortest chain that begins at a
   * vacant partition, or at one whose owner has too many.
   */
  private boolean augment() {
    int[] parent = new int[partitions];
    int[] depth = new int[partitions];
    Arrays.fill(depth, VACANT);
    Deque<Integer> queue = new ArrayDeque<>();
    boolean anyVacant = positions(VACANT).length > 0;
    for (int p = 0; p < partitions; p++) {
      boolean source = anyVacant ? owner[p] == VACANT : owned[owner[p]] > targets[owner[p]];
      if (!source) continue;
      depth[p] = 0;
      parent[p] = VACANT;
      queue.add(p);
    }
    while (!queue.isEmpty()) {
      int p = queue.remove();
      for (int m = 0; m < targets.length; m++) {
        if (m == owner[p]) continue;
        if (owned[m] < targets[m]) {
          if (fits(m, p, VACANT) && shift(p, m, parent)) return true;
        } else if (depth[p] < LONGEST_CHAIN) {
          reach(m, p, parent, depth, queue);
        }
      }
    }
    return false;
  }

  /** Marks the partitions that {@code member} might give up in order to take {@code p}. */
  private void reach(int member, int p, int[] parent, int[] depth, Deque<Integer> queue) {
    boolean free = fits(member, p, VACANT);
    if (free) {
      for (int q = 0; q < partitions; q++) {
        if (owner[q] == member && depth[q] == VACANT) mark(q, p, parent, depth, queue);
      }
      return;
    }
    for (int d = 1 - rule.window; d < rule.window; d++) {
      int q = Math.floorMod(p + d, partitions);
      if (q != p && owner[q] == member && depth[q] == VACANT && fits(member, p, q))
        mark(q, p, parent, depth, queue);
    }
  }

  private static void mark(int q, int p, int[] parent, int[] depth, Deque<Integer> queue) {
    depth[q] = depth[p] + 1;
    parent[q] = p;
    queue.add(q);
  }

  /** Performs a chain, unless its steps disturb each other; then all is as it was. */
  private boolean shift(int last, int taker, int[] parent) {
    List<Integer> chain = new ArrayList<>();
    for (int p = last; p != VACANT; p = parent[p]) chain.add(p);
    int[] ownersWere = chain.stream().mapToInt(p -> owner[p]).toArray();
    for (int p : chain) put(p, VACANT);
    boolean fine = true;
    for (int i = chain.size() - 1; i >= 0 && fine; i--) {
      int comer = i == 0 ? taker : ownersWere[i - 1];
      fine = fits(comer, chain.get(i), VACANT);
      put(chain.get(i), comer);
    }
    if (!fine) for (int i = 0; i < ownersWere.length; i++) put(chain.get(i), ownersWere[i]);
    return fine;
  }

  /** Where nothing fits a vacant partition: whoever disturbs least, the former owner if equal. */
  private boolean forceOne() {
    int[] vacant = positions(VACANT);
    if (vacant.length == 0) return false;
    int p = vacant[0];
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int m = 0; m < targets.length; m++) {
      long disturbance = 8L * clashes(m, p) + 4L * Math.max(0, owned[m] + 1 - targets[m]);
      disturbance = 2 * disturbance + (before[p] == m ? 0 : 1);
      if (disturbance >= least) continue;
      least = disturbance;
      best = m;
    }
    put(p, best);
    return true;
  }

  private int clashes(int member, int p) {
    int clashes = 0;
    for (int d = 1; d < rule.window; d++) {
      if (owner[(p + d) % partitions] == member) clashes += 2;
      if (owner[(p - d + partitions) % partitions] == member) clashes += 2;
    }
    return clashes + (crowds(member, p, VACANT) ? 1 : 0);
  }

  /** Whether {@code member} may own {@code p}, if it gave up {@code except}. */
  private boolean fits(int member, int p, int except) {
    for (int d = 1; d < rule.window; d++) {
      int ahead = p + d < partitions ? p + d : p + d - partitions;
      int behind = p - d >= 0 ? p - d : p - d + partitions;
      if (owner[ahead] == member && ahead != except) return false;
      if (owner[behind] == member && behind != except) return false;
    }
    return !crowds(member, p, except);
  }

  /** Whether some window around {@code p} would hold too many of the member's zone. */
  private boolean crowds(int member, int p, int except) {
    if (!rule.zoned) return false;
    int zone = rule.zoneOf[member];
    int held = 1;
    for (int d = 1; d < rule.window; d++) held += inZone(p - d, zone, p, except);
    for (int d = 1; held <= rule.zoneLevel && d < rule.window; d++) {
      held += inZone(p + d, zone, p, except) - inZone(p + d - rule.window, zone, p, except);
    }
    return held > rule.zoneLevel;
  }

  private int inZone(int position, int zone, int p, int except) {
    int q = Math.floorMod(position, partitions);
    return q != p && q != except && owner[q] != VACANT && rule.zoneOf[owner[q]] == zone ? 1 : 0;
  }

  private void put(int p, int member) {
    if (owner[p] != VACANT) owned[owner[p]]--;
    owner[p] = member;
    if (member != VACANT) owned[member]++;
  }

  private int[] positions(int member) {
    return IntStream.range(0, partitions).filter(p -> owner[p] == member).toArray();
  }

  /** Steele, Lea and Flood's SplitMix64 finaliser: even and the same everywhere. */
  private static long mix(int a, int b) {
    long z = ((long) a << 32 | b) * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
