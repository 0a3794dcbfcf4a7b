package io.gramme.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps what the client knows of the ring up to date: learns it every so often, and at once when an
 * answer comes from a later ring, though not more often than {@link #LEAST_PAUSE}. Thread-safe.
 */
final class RingWatch {

  /** Says on answers which epoch the node's ring has. */
  static final String EPOCH_HEADER = "x-gramme-ring";

  /** Between two times that the ring is learned because an answer said so. */
  static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  private static final int MOST_DOCUMENT_BYTES = 64 << 20;
  private static final int MOST_ASKED = 8;
  private static final Ask DOCUMENT =
      Ask.get("/admin/ring", Map.of("Accept", "application/json"), MOST_DOCUMENT_BYTES);

  private final ClientSettings settings;
  private final Transport transport;
  private final Clockwork clockwork;
  private final Figures.Counters counters;
  private final AtomicLong lastHeard = new AtomicLong(System.nanoTime() - LEAST_PAUSE.toNanos());
  private final AtomicReference<CompletableFuture<RingView>> learning =
      new AtomicReference<>(CompletableFuture.completedFuture(RingView.UNKNOWN));
  private volatile RingView view = RingView.UNKNOWN;

  RingWatch(
      ClientSettings settings,
      Transport transport,
      Clockwork clockwork,
      Figures.Counters counters) {
    this.settings = settings;
    this.transport = transport;
    this.clockwork = clockwork;
    this.counters = counters;
  }

  /** The ring as it was last learned. */
  RingView view() {
    return view;
  }

  /** Begins to learn it, again and again. */
  void start() {
    learn().whenComplete((done, failure) -> clockwork.after(settings.refreshEvery(), this::start));
  }

  /** An answer of a node says its epoch: a later one than ours makes us ask that node. */
  void heard(Endpoint node, String epoch) {
    if (!epoch.matches("[0-9]{1,18}") || Long.parseLong(epoch) <= view.epoch()) return;
    long last = lastHeard.get();
    long now = System.nanoTime();
    if (now - last < LEAST_PAUSE.toNanos() || !lastHeard.compareAndSet(last, now)) return;
    learn(List.of(node));
  }

  /**
   * Learns the ring now, from the first node that tells it. What is known stays if nobody does.
   *
   * @return what is known then; never fails
   */
  CompletableFuture<RingView> learn() {
    return learn(List.of());
  }

  private CompletableFuture<RingView> learn(List<Endpoint> first) {
    CompletableFuture<RingView> mine = new CompletableFuture<>();
    CompletableFuture<RingView> running = learning.get();
    if (!running.isDone() || !learning.compareAndSet(running, mine)) return learning.get();
    ask(candidates(first), 0, mine);
    return mine;
  }

  /** Some members by lot and the seeds, so that no node tells everybody. */
  private List<Endpoint> candidates(List<Endpoint> first) {
    Set<Endpoint> nodes = new LinkedHashSet<>(first);
    RingView known = view;
    if (!known.isUnknown()) {
      int partitions = known.preference().size();
      nodes.addAll(known.preference().get(ThreadLocalRandom.current().nextInt(partitions)));
    }
    List<Endpoint> some = nodes.stream().limit(MOST_ASKED / 2).toList();
    Set<Endpoint> all = new LinkedHashSet<>(some);
    all.addAll(settings.seeds());
    return new ArrayList<>(all).subList(0, Math.min(MOST_ASKED, all.size()));
  }

  private void ask(List<Endpoint> nodes, int i, CompletableFuture<RingView> told) {
    if (i == nodes.size()) {
      told.complete(view);
      return;
    }
    counters.ringReads.increment();
    transport
        .send(nodes.get(i), DOCUMENT, settings.patience().attempt())
        .thenApply(RingWatch::parsed)
        .exceptionally(failure -> RingView.UNKNOWN)
        .thenAccept(
            found -> {
              if (found.isUnknown()) {
                ask(nodes, i + 1, told);
              } else {
                view = found;
                told.complete(found);
              }
            });
  }

  private static RingView parsed(Answer answer) {
    return answer.status() == 200 ? RingView.parse(answer.body()) : RingView.UNKNOWN;
  }
}
