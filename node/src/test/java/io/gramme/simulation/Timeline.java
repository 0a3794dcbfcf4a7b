package io.gramme.simulation;

import java.util.PriorityQueue;

/** Virtual time: what is to happen happens in the order of its moments, ties as they were made. */
final class Timeline {

  private record Moment(long atMillis, long number, Runnable event) implements Comparable<Moment> {
    @Override
    public int compareTo(Moment other) {
      return atMillis != other.atMillis
          ? Long.compare(atMillis, other.atMillis)
          : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Moment> moments = new PriorityQueue<>();
  private long nowMillis;
  private long made;

  long nowMillis() {
    return nowMillis;
  }

  /** How many events were ever planned. */
  long events() {
    return made;
  }

  void after(long millis, Runnable event) {
    moments.add(new Moment(nowMillis + Math.max(0, millis), ++made, event));
  }

  /** Lets everything happen that is due by then. */
  void runUntil(long millis) {
    while (!moments.isEmpty() && moments.peek().atMillis() <= millis) {
      Moment next = moments.remove();
      nowMillis = next.atMillis();
      next.event().run();
    }
    nowMillis = Math.max(nowMillis, millis);
  }
}
