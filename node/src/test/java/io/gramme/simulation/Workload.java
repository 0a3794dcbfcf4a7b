package io.gramme.simulation;

import io.gramme.simulation.Scenario.Lull;

/** How much there is left to do, for all clients together, and when they rest. */
final class Workload {

  private final Timeline timeline;
  private final Lull lull;
  private int left;
  private int tags;
  private long goesOnMillis;

  Workload(Scenario scenario, Timeline timeline) {
    this.timeline = timeline;
    this.lull = scenario.lull();
    this.left = scenario.operations();
  }

  /** Whether there was one operation left, which is the caller's now. */
  boolean takeOne() {
    if (left-- <= 0) return false;
    if (left > 0 && left % lull.every() == 0) goesOnMillis = timeline.nowMillis() + lull.millis();
    return true;
  }

  /** How long everybody still rests. */
  long restMillis() {
    return Math.max(0, goesOnMillis - timeline.nowMillis());
  }

  boolean isDone() {
    return left <= 0;
  }

  /** A name for a value, like no other. */
  int nextTag() {
    return ++tags;
  }
}
