package io.gramme.coordination;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests of a node are under way, and the bounds on that. Thread-safe.
 *
 * <p>A request whose client waits counts against the limit; one that has answered its client and
 * only listens on counts against another of the same size, so that slow replicas do not keep new
 * clients out.
 */
final class RequestLoad {

  /**
   * Requests beyond the limit of those that listen do not stop at once, since hints have to be
   * taken in somewhere; they are few and short, but they are bounded too.
   */
  private static final int ALL_TOGETHER = 3;

  private final int limit;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger listening = new AtomicInteger();

  /**
   * @param limit of requests whose clients wait, and again of those that listen on
   */
  RequestLoad(int limit) {
    this.limit = limit;
  }

  /** A place for one more request, if there is room. */
  Optional<Place> admit() {
    int clients = waiting.get();
    boolean isFull =
        clients >= limit || (long) clients + listening.get() >= (long) limit * ALL_TOGETHER;
    if (isFull) return Optional.empty();
    waiting.incrementAndGet();
    return Optional.of(new Place());
  }

  private enum Phase {
    WAITING,
    LISTENING,
    GONE
  }

  /** One request's part of the load. */
  final class Place {

    private volatile Phase phase = Phase.WAITING;

    /**
     * The client has its answer. Called by the request's actor, once at most.
     *
     * @return whether there is room to listen on
     */
    boolean answered() {
      phase = Phase.LISTENING;
      waiting.decrementAndGet();
      return listening.incrementAndGet() <= limit;
    }

    /**
     * The request has ended: called by its actor, and again by whoever sees that the actor is gone,
     * since it may have failed.
     */
    void ended() {
      if (phase == Phase.WAITING) waiting.decrementAndGet();
      if (phase == Phase.LISTENING) listening.decrementAndGet();
      phase = Phase.GONE;
    }
  }
}
