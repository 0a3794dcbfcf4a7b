package io.gramme.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All chance of one history, from its seed. */
final class Dice {

  private final SplittableRandom random;

  Dice(long seed) {
    this(new SplittableRandom(seed));
  }

  private Dice(SplittableRandom random) {
    this.random = random;
  }

  /** Dice of their own, so that one part's rolls do not depend on how often another rolls. */
  Dice split() {
    return new Dice(random.split());
  }

  /** For those who ask for dice of the kind that the platform has. */
  RandomGenerator random() {
    return random;
  }

  long bits() {
    return random.nextLong();
  }

  /** From 0 up to {@code bound}, less one. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Both ends among them. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  boolean chance(int perMille) {
    return perMille > 0 && random.nextInt(1000) < perMille;
  }

  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  <T> List<T> shuffled(Collection<T> all) {
    List<T> rest = new ArrayList<>(all);
    List<T> shuffled = new ArrayList<>(rest.size());
    while (!rest.isEmpty()) shuffled.add(rest.remove(random.nextInt(rest.size())));
    return shuffled;
  }
}
