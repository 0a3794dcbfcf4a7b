package io.gramme.bench.ringlab;

import java.util.Arrays;

/** What each node has to carry, in any unit: at least one node, no load below zero. */
final class Loads {

  private final double[] each;

  /** Refuses no nodes, and loads that are negative or all zero. */
  Loads(double[] each) {
    this.each = each.clone();
    if (Arrays.stream(each).anyMatch(load -> !(load >= 0)) || !(most() > 0))
      throw new IllegalArgumentException(
          each.length + " loads, of which one is below 0 or none above");
  }

  /** How many nodes there are. */
  int nodes() {
    return each.length;
  }

  /** The load of a node. */
  double of(int node) {
    return each[node];
  }

  /** The average load. */
  double average() {
    return Arrays.stream(each).sum() / each.length;
  }

  /** The load of the hottest node. */
  double most() {
    return Arrays.stream(each).max().orElse(0);
  }

  /** Load balancing efficiency, average over hottest (Dynamo §6.2): above 0, up to 1. */
  double efficiency() {
    return Math.min(1, average() / most());
  }

  /** The share of nodes whose load is off the average by this part of it or more: 0 to 1. */
  double shareOffBy(double part) {
    double average = average();
    return Arrays.stream(each).filter(load -> Math.abs(load - average) >= part * average).count()
        / (double) each.length;
  }
}
