package io.gramme.bench.ringlab;

import java.util.Locale;

/**
 * How far a curve lies from the paper's.
 *
 * @param curve which
 * @param deviation the largest distance, up or down, of all the paper's points
 * @param at where it is that far
 * @param tolerance how far it may be
 */
record Verdict(String curve, double deviation, double at, double tolerance) {

  /** Compares wherever the paper has a point. Refuses a curve that has none there. */
  static Verdict of(Curve ours, Curve paper, double tolerance) {
    double worst = -1;
    double where = 0;
    for (double x : paper.points().keySet()) {
      double off = Math.abs(ours.at(x) - paper.at(x));
      // By this order not-a-number is the farthest of all.
      if (Double.compare(off, worst) > 0) {
        worst = off;
        where = x;
      }
    }
    return new Verdict(ours.name(), worst, where, tolerance);
  }

  /** Whether the curve is the paper's, as far as can be read off the figure. */
  boolean within() {
    return deviation <= tolerance;
  }

  /** One line for a person. */
  String line() {
    return String.format(
        Locale.ROOT,
        at == Math.rint(at)
            ? "%s: largest deviation from the paper %.3f (at %.0f): %s %.2f"
            : "%s: largest deviation from the paper %.3f (at %.3f): %s %.2f",
        curve,
        deviation,
        at,
        within() ? "within" : "OUTSIDE",
        tolerance);
  }
}
