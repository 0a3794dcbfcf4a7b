package io.gramme.bench.ringlab;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The places that nodes have on the circle of hash values, in order (Dynamo §4.2: a node takes
 * several, its tokens). Nodes are numbers from 0; several tokens may share a place. Immutable.
 */
final class Tokens {

  /** How long the circle is: places are 1 to this, and the last is also where it begins. */
  static final long CIRCLE = 1L << 60;

  private final long[] places;
  private final int[] owners;
  private final int nodes;

  private Tokens(long[] places, int[] owners, int nodes) {
    this.places = places;
    this.owners = owners;
    this.nodes = nodes;
    boolean[] seen = new boolean[nodes];
    for (int owner : owners) seen[owner] = true;
    for (int node = 0; node < nodes; node++) {
      if (!seen[node]) throw new IllegalArgumentException("node " + node + " has no token");
    }
  }

  /** Tokens at random places, each node the same number of them: to cut the circle by. */
  static Tokens scattered(int nodes, int perNode, SplittableRandom random) {
    return dealt(randomPlaces(Math.multiplyExact(nodes, perNode), random), nodes, random);
  }

  /** Tokens at random places, shared out so that nodes have as many each, within one. */
  static Tokens scatteredShares(int count, int nodes, SplittableRandom random) {
    return dealt(randomPlaces(count, random), nodes, random);
  }

  /** Tokens at equal distances, shared out so that nodes have as many each, within one. */
  static Tokens spacedShares(int count, int nodes, SplittableRandom random) {
    return dealt(equalPlaces(count), nodes, random);
  }

  /** Tokens at equal distances with these owners, in the order of the circle. */
  static Tokens spaced(int[] owners, int nodes) {
    return new Tokens(equalPlaces(owners.length), owners.clone(), nodes);
  }

  /** Where the {@code index}th of {@code count} equal parts of the circle ends, from 0. */
  static long equalPlace(int index, int count) {
    long next = index + 1L;
    return CIRCLE / count * next + CIRCLE % count * next / count;
  }

  private static long[] equalPlaces(int count) {
    long[] places = new long[count];
    Arrays.setAll(places, i -> equalPlace(i, count));
    return places;
  }

  private static long[] randomPlaces(int count, SplittableRandom random) {
    long[] places = new long[count];
    for (int i = 0; i < count; i++) places[i] = 1 + random.nextLong(CIRCLE);
    Arrays.sort(places);
    return places;
  }

  private static Tokens dealt(long[] places, int nodes, SplittableRandom random) {
    int[] owners = new int[places.length];
    for (int i = 0; i < owners.length; i++) owners[i] = i % nodes;
    shuffle(owners, random);
    return new Tokens(places, owners, nodes);
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }

  /** One node more, with tokens of its own at random places. */
  Tokens withNewcomer(int perNode, SplittableRandom random) {
    long[] added = randomPlaces(perNode, random);
    long[] allPlaces = new long[size() + perNode];
    int[] allOwners = new int[size() + perNode];
    int old = 0;
    int fresh = 0;
    for (int i = 0; i < allPlaces.length; i++) {
      boolean takeOld = fresh == perNode || old < size() && places[old] <= added[fresh];
      allPlaces[i] = takeOld ? places[old] : added[fresh];
      allOwners[i] = takeOld ? owners[old++] : nodes;
      if (!takeOld) fresh++;
    }
    return new Tokens(allPlaces, allOwners, nodes + 1);
  }

  /** Without the last node, whose tokens go with it. */
  Tokens withoutLast() {
    int[] staying = IntStream.range(0, size()).filter(i -> owners[i] != nodes - 1).toArray();
    long[] left = Arrays.stream(staying).mapToLong(i -> places[i]).toArray();
    return new Tokens(left, Arrays.stream(staying).map(i -> owners[i]).toArray(), nodes - 1);
  }

  /** One node more, which steals its share: each time from a node that has the most left. */
  Tokens withThief(SplittableRandom random) {
    int[] after = owners.clone();
    int[] counts = Arrays.copyOf(counts(), nodes + 1);
    int[] order = shuffledIndexes(random);
    int most = Arrays.stream(counts).max().orElseThrow();
    for (int at = 0; counts[nodes] < size() / (nodes + 1); at++) {
      if (at == order.length) {
        at = 0;
        most--;
      }
      int owner = after[order[at]];
      if (owner == nodes || counts[owner] < most) continue;
      counts[owner]--;
      counts[nodes]++;
      after[order[at]] = nodes;
    }
    return new Tokens(places, after, nodes + 1);
  }

  /** Without the last node, whose tokens go to others: each to a random one of the poorest. */
  Tokens withLastGivenAway(SplittableRandom random) {
    int[] after = owners.clone();
    int[] counts = Arrays.copyOf(counts(), nodes - 1);
    int[] heirs = new int[nodes - 1];
    for (int i = 0; i < heirs.length; i++) heirs[i] = i;
    shuffle(heirs, random);
    int least = Arrays.stream(counts).min().orElseThrow();
    int heir = 0;
    for (int token : shuffledIndexes(random)) {
      if (owners[token] != nodes - 1) continue;
      while (counts[heirs[heir]] > least) {
        heir++;
        if (heir == heirs.length) {
          heir = 0;
          least++;
        }
      }
      counts[heirs[heir]]++;
      after[token] = heirs[heir];
    }
    return new Tokens(places, after, nodes - 1);
  }

  private int[] shuffledIndexes(SplittableRandom random) {
    int[] indexes = new int[size()];
    for (int i = 0; i < indexes.length; i++) indexes[i] = i;
    shuffle(indexes, random);
    return indexes;
  }

  /** How many tokens there are. */
  int size() {
    return places.length;
  }

  /** How many nodes share them. */
  int nodes() {
    return nodes;
  }

  /** Where a token lies: 1 to {@link #CIRCLE}, ascending. */
  long place(int token) {
    return places[token];
  }

  /** Whose a token is. */
  int owner(int token) {
    return owners[token];
  }

  /** The first token at or after a place, {@link #size} if there is none before the circle ends. */
  int firstFrom(long place) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = low + high >>> 1;
      if (places[middle] < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many tokens each node has. */
  int[] counts() {
    int[] counts = new int[nodes];
    for (int owner : owners) counts[owner]++;
    return counts;
  }

  /** How many tokens have another owner in {@code after}, which has the same places. */
  int changedOwners(Tokens after) {
    int changed = 0;
    for (int i = 0; i < size(); i++) if (owners[i] != after.owners[i]) changed++;
    return changed;
  }
}
