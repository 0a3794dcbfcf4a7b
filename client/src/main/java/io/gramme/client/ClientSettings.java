package io.gramme.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How a client behaves. Immutable: each {@code with} gives another.
 *
 * @param seeds nodes to learn the ring from, and to fall back to; at least one
 * @param coordination who finds the nodes that keep a key
 * @param refreshEvery how often the ring is learned anew; at once when an answer says it changed
 * @param patience how long to wait
 * @param backoff how often to ask, and how long to pause in between
 * @param hedging when a slow read is asked of a second node
 * @param limits what the client holds at the most
 */
public record ClientSettings(
    List<Endpoint> seeds,
    Coordination coordination,
    Duration refreshEvery,
    Patience patience,
    Backoff backoff,
    Hedging hedging,
    Limits limits) {

  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(15));
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2), 6);
  private static final Limits LIMITS = new Limits(256, 1 << 20, 16 << 20);

  /** Refuses to begin without a seed, and to ask for the ring all the time. */
  public ClientSettings {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) throw new IllegalArgumentException("a client needs a node to begin with");
    if (refreshEvery.toMillis() < 1) throw new IllegalArgumentException("refresh: 1 ms or more");
  }

  /**
   * The defaults: client-driven, the ring learned every 10 s, 5 s per answer and 15 s per
   * operation, 6 attempts, adaptive hedging, 256 operations in flight, values of 1 MiB, answers of
   * 16 MiB.
   *
   * @param addresses each {@code host:port}
   */
  public static ClientSettings of(String... addresses) {
    return new ClientSettings(
        Arrays.stream(addresses).map(Endpoint::new).toList(),
        Coordination.CLIENT_DRIVEN,
        Duration.ofSeconds(10),
        PATIENCE,
        BACKOFF,
        Hedging.ADAPTIVE,
        LIMITS);
  }

  /** These with another coordination. */
  public ClientSettings with(Coordination other) {
    return new ClientSettings(seeds, other, refreshEvery, patience, backoff, hedging, limits);
  }

  /** These with another patience. */
  public ClientSettings with(Patience other) {
    return new ClientSettings(seeds, coordination, refreshEvery, other, backoff, hedging, limits);
  }

  /** These with another back-off. */
  public ClientSettings with(Backoff other) {
    return new ClientSettings(seeds, coordination, refreshEvery, patience, other, hedging, limits);
  }

  /** These with other hedging. */
  public ClientSettings with(Hedging other) {
    return new ClientSettings(seeds, coordination, refreshEvery, patience, backoff, other, limits);
  }

  /** These with other limits. */
  public ClientSettings with(Limits other) {
    return new ClientSettings(seeds, coordination, refreshEvery, patience, backoff, hedging, other);
  }

  /** These with the ring learned at another pace. */
  public ClientSettings refreshingEvery(Duration other) {
    return new ClientSettings(seeds, coordination, other, patience, backoff, hedging, limits);
  }
}
