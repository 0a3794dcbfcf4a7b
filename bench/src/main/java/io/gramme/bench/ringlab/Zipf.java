package io.gramme.bench.ringlab;

/**
 * How popular keys are by Zipf's law: the key of rank r is asked for in proportion to r to the
 * power of minus the exponent.
 */
final class Zipf {

  private final double[] weights;

  /**
   * Refuses no keys and an exponent below 0.
   *
   * @param keys how many keys there are
   * @param exponent 0 if all are equally popular; most studies of caches found 0.6 to 1
   */
  Zipf(int keys, double exponent) {
    if (keys < 1 || !(exponent >= 0))
      throw new IllegalArgumentException(keys + " keys of exponent " + exponent);
    weights = new double[keys];
    // StrictMath: the same bits on every machine.
    for (int i = 0; i < keys; i++) weights[i] = StrictMath.pow(i + 1.0, -exponent);
  }

  /** How many keys there are. */
  int keys() {
    return weights.length;
  }

  /** How often a key is asked for, the most popular one once; {@code rank} counts from 0. */
  double weight(int rank) {
    return weights[rank];
  }
}
