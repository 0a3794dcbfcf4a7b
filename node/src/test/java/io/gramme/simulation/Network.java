package io.gramme.simulation;

import io.gramme.model.NodeId;
import java.util.HashSet;
import java.util.Set;

/** What lies between the nodes: messages are late, lost, doubled, overtaken, or cut off. */
final class Network {

  /**
   * How bad it is.
   *
   * @param lossPerMille of messages that never arrive
   * @param doublePerMille of messages that arrive twice
   * @param latePerMille of messages that take up to {@code lateMillis}
   */
  record Weather(int lossPerMille, int doublePerMille, int latePerMille, int lateMillis) {
    static final Weather FAIR = new Weather(0, 0, 0, 0);

    boolean losesNothing() {
      return lossPerMille == 0;
    }
  }

  private record Link(NodeId from, NodeId to) {}

  private static final int USUAL_MILLIS = 8;

  private final Timeline timeline;
  private final Dice dice;
  private final Set<Link> cut = new HashSet<>();
  private Weather weather = Weather.FAIR;

  Network(Timeline timeline, Dice dice) {
    this.timeline = timeline;
    this.dice = dice;
  }

  void send(NodeId from, NodeId to, Runnable arrival) {
    if (from.equals(to)) {
      timeline.after(0, arrival);
      return;
    }
    if (!carries(from, to) || dice.chance(weather.lossPerMille())) return;
    deliver(from, to, arrival);
    if (dice.chance(weather.doublePerMille())) deliver(from, to, arrival);
  }

  private void deliver(NodeId from, NodeId to, Runnable arrival) {
    boolean isLate = dice.chance(weather.latePerMille());
    int millis = isLate ? dice.between(1, weather.lateMillis()) : dice.between(1, USUAL_MILLIS);
    timeline.after(
        millis,
        () -> {
          if (carries(from, to)) arrival.run();
        });
  }

  boolean carries(NodeId from, NodeId to) {
    return from.equals(to) || !cut.contains(new Link(from, to));
  }

  /** Whether each hears the other. */
  boolean joins(NodeId one, NodeId other) {
    return carries(one, other) && carries(other, one);
  }

  void cut(NodeId from, NodeId to) {
    if (!from.equals(to)) cut.add(new Link(from, to));
  }

  void heal() {
    cut.clear();
  }

  boolean isWhole() {
    return cut.isEmpty();
  }

  Weather weather() {
    return weather;
  }

  void become(Weather next) {
    weather = next;
  }
}
