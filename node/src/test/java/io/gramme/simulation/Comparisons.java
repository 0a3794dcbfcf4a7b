package io.gramme.simulation;

import io.gramme.antientropy.Calendar;
import io.gramme.antientropy.Outcome;
import io.gramme.antientropy.Pair;
import io.gramme.model.NodeId;
import io.gramme.vnode.Knowledge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A real {@link Calendar} in a simulated process, and the comparisons that it has begun. */
final class Comparisons {

  private static final long TICK_MILLIS = 500;
  private static final Calendar.Pace PACE =
      new Calendar.Pace(Duration.ofSeconds(15), 4, Duration.ofMillis(500));

  /** Who waits for a partition to be compared; who asks again under a number is the same. */
  private record Waiter(int partition, long since, NodeProcess asker, long number, Runnable then) {

    boolean isSame(int itsPartition, NodeProcess process, long itsNumber) {
      return partition == itsPartition && asker == process && number == itsNumber;
    }
  }

  private final NodeProcess process;
  private final Calendar calendar;
  private final List<Waiter> waiters = new ArrayList<>();

  Comparisons(NodeProcess process) {
    this.process = process;
    this.calendar = new Calendar(process.id(), PACE);
  }

  void begin() {
    calendar.onRing(process.cluster().scenario().ring(), now(), process.dice().random());
    tick();
  }

  private void tick() {
    calendar.primaryPartitions().forEach(this::lookAt);
    beginAll();
    process.after(TICK_MILLIS, this::tick);
  }

  void onReachable() {
    Set<NodeId> peers = new HashSet<>(process.reachable());
    peers.remove(process.id());
    calendar.onPeers(peers);
    beginAll();
  }

  /** A node wants to know when this one's replica of a partition has caught up from now on. */
  void repair(int partition, NodeProcess asker, long number, Runnable then) {
    waiters.removeIf(waiter -> waiter.isSame(partition, asker, number));
    waiters.add(new Waiter(partition, calendar.want(partition), asker, number, then));
    answerWaiters();
    beginAll();
  }

  private void beginAll() {
    for (Calendar.Begin begin : calendar.begin(now())) {
      Pair pair = begin.pair();
      new Comparison(process, pair.peer(), pair.partition(), outcome -> ended(pair, outcome))
          .begin(begin.leastReplicas());
    }
  }

  private void ended(Pair pair, Outcome outcome) {
    if (!outcome.equalAtStart())
      process.noteEverywhere("has compared with", pair.peer(), outcome.ending().name());
    calendar.onEnded(pair, outcome, now(), process.dice().random());
    lookAt(pair.partition());
    answerWaiters();
    beginAll();
  }

  private void answerWaiters() {
    for (Waiter waiter : List.copyOf(waiters)) {
      if (!calendar.isComparedSince(waiter.partition(), waiter.since())) continue;
      waiters.remove(waiter);
      waiter.then().run();
    }
  }

  /** Tells the calendar of a doubt, and the replica of one that was dispelled. */
  private void lookAt(int partition) {
    Knowledge knowledge = process.machine().knowledge();
    int count = knowledge.doubts(partition);
    if (!knowledge.knows(partition) && calendar.onDoubt(partition, count))
      knowledge.dispel(partition, count);
  }

  private long now() {
    return process.machine().wallMillis();
  }
}
