package io.gramme.bench.ringlab;

import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * A strategy that is yet to be told how finely to divide.
 *
 * @param name as tables and drawings call it
 * @param at the strategy for so many entries of metadata
 */
record Candidate(String name, IntFunction<Strategy> at) {

  /** Random numbers of its own for each value, so that none depends on what else is measured. */
  SplittableRandom random(long seed, int entries) {
    return new SplittableRandom((seed * 31 + name.hashCode()) * 31 + entries);
  }
}
