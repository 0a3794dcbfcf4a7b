package io.gramme.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Carries operations out: sends attempts along their route, hedges slow reads, pauses, gives up.
 * Thread-safe.
 */
final class Requests {

  private final ClientSettings settings;
  private final Transport transport;
  private final Clockwork clockwork;
  private final RingWatch ring;
  private final Figures.Counters counters;
  private final Suspects suspects = new Suspects();
  private final ReadTimes readTimes;
  private final Semaphore places;
  private final Set<CompletableFuture<Answer>> underWay = ConcurrentHashMap.newKeySet();

  Requests(
      ClientSettings settings,
      Transport transport,
      Clockwork clockwork,
      RingWatch ring,
      Figures.Counters counters) {
    this.settings = settings;
    this.transport = transport;
    this.clockwork = clockwork;
    this.ring = ring;
    this.counters = counters;
    this.readTimes = new ReadTimes(settings.hedging());
    this.places = new Semaphore(settings.limits().operationsInFlight());
  }

  /**
   * Carries out an operation on a key.
   *
   * @param isRepeatable whether it does no harm to do it twice
   * @return an answer of any status but 408 and 500 up, 501 excepted; fails with a {@link
   *     GrammeException}
   */
  CompletableFuture<Answer> send(Place place, Ask ask, boolean isRepeatable) {
    RingView view = ring.view();
    boolean isOurs = settings.coordination() == Coordination.CLIENT_DRIVEN;
    return send(isOurs ? view.keepersOf(place) : List.of(), view.replicas(), ask, isRepeatable);
  }

  /** Carries out an operation that any node is as good for as another. */
  CompletableFuture<Answer> sendAnywhere(Ask ask) {
    return send(List.of(), 1, ask, true);
  }

  private CompletableFuture<Answer> send(
      List<Endpoint> keepers, int replicas, Ask ask, boolean isRepeatable) {
    if (clockwork.isClosed()) return CompletableFuture.failedFuture(new ClosedClientException());
    if (!places.tryAcquire())
      return CompletableFuture.failedFuture(
          new BusyClientException(settings.limits().operationsInFlight()));
    int turn = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    Route route =
        Route.of(keepers, replicas, settings.seeds(), turn, suspects.at(System.nanoTime()));
    Operation operation = new Operation(ask, route);
    underWay.add(operation.result);
    operation.result.whenComplete(
        (answer, failure) -> {
          underWay.remove(operation.result);
          places.release();
        });
    if (clockwork.isClosed()) close();
    operation.attempt(Attempts.begin(isRepeatable, settings.backoff(), route.size()));
    return operation.result;
  }

  /** Ends what is under way, with {@link ClosedClientException}. */
  void close() {
    underWay.forEach(each -> each.completeExceptionally(new ClosedClientException()));
  }

  /** One operation on its way. */
  private final class Operation {

    private final Ask ask;
    private final Route route;
    private final long begun = System.nanoTime();
    final CompletableFuture<Answer> result = new CompletableFuture<>();

    Operation(Ask ask, Route route) {
      this.ask = ask;
      this.route = route;
    }

    void attempt(Attempts attempts) {
      if (result.isDone()) return;
      Race race = new Race();
      race.outcome().whenComplete((outcome, failure) -> take(attempts, outcome));
      run(race, route.at(attempts.made()));
      if (ask.isRead() && route.size() > 1 && !race.isOver())
        readTimes
            .slowAfter()
            .ifPresent(after -> hedgeAfter(after, race, route.at(attempts.made() + 1)));
    }

    private void hedgeAfter(Duration after, Race race, Endpoint other) {
      Runnable cancel =
          clockwork.after(
              after,
              () -> {
                if (race.isOver() || !readTimes.mayHedge()) return;
                counters.hedges.increment();
                run(race, other);
              });
      race.outcome().whenComplete((outcome, failure) -> cancel.run());
    }

    private void run(Race race, Endpoint node) {
      counters.attempts.increment();
      Duration left = left();
      Duration patience = settings.patience().attempt();
      Duration timeout = left.compareTo(patience) < 0 ? left : patience;
      CompletableFuture<Answer> sent = transport.send(node, ask, timeout);
      race.join(sent);
      sent.whenComplete((answer, failure) -> race.ended(outcome(race, node, answer, failure)));
    }

    private Outcome outcome(Race race, Endpoint node, Answer answer, Throwable failure) {
      if (failure == null) {
        suspects.answered(node);
        answer.header(RingWatch.EPOCH_HEADER).ifPresent(epoch -> ring.heard(node, epoch));
        return Outcome.of(node, answer);
      }
      // Whoever was given up because another was faster is not to blame.
      if (!race.isOver()) suspects.failed(node, System.nanoTime());
      return Outcome.of(node, failure);
    }

    private void take(Attempts attempts, Outcome outcome) {
      if (outcome instanceof Outcome.Answered answered) {
        if (ask.isRead()) readTimes.add(System.nanoTime() - begun);
        result.complete(answered.answer());
      } else if (outcome instanceof Outcome.Failed failed) {
        again(attempts, failed);
      } else {
        result.completeExceptionally(((Outcome.Broken) outcome).why());
      }
    }

    private void again(Attempts attempts, Outcome.Failed failed) {
      double chance = ThreadLocalRandom.current().nextDouble();
      Attempts.Next next = attempts.onFailure(failed.failure(), failed.welcome(), chance, left());
      if (next instanceof Attempts.Again again) {
        counters.retries.increment();
        if (again.pause().isZero()) attempt(again.attempts());
        else clockwork.after(again.pause(), () -> attempt(again.attempts()));
      } else {
        boolean mayBeDone = ((Attempts.GiveUp) next).mayBeDone() && !ask.isRead();
        String what = "after " + (attempts.made() + 1) + " attempts: " + failed.what();
        result.completeExceptionally(new UnavailableException(what, mayBeDone));
      }
    }

    /** Until the operation must have ended; at least a moment. */
    private Duration left() {
      Duration left = settings.patience().operation().minusNanos(System.nanoTime() - begun);
      return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
    }
  }
}
