package io.gramme.service;

import io.gramme.causality.Context;
import io.gramme.coordination.Coordinators;
import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.ReadPlan;
import io.gramme.coordination.Refusal;
import io.gramme.coordination.WriteOutcome;
import io.gramme.coordination.WritePlan;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.service.RequestPlanner.Impossible;
import io.gramme.service.RequestPlanner.Plan;
import io.gramme.stats.Latency;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Plans each request and hands it to the coordinators. */
public final class CoordinatedKeyValue implements KeyValue {

  /** The coordinator keeps the deadline; this much later its silence is taken for a bug. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final NodeView view;
  private final ActorRef<Coordinators.Command> coordinators;
  private final Scheduler scheduler;
  private final NodeStats stats;

  public CoordinatedKeyValue(
      NodeView view,
      ActorRef<Coordinators.Command> coordinators,
      Scheduler scheduler,
      NodeStats stats) {
    this.view = view;
    this.coordinators = coordinators;
    this.scheduler = scheduler;
    this.stats = stats;
  }

  @Override
  public CompletionStage<ReadOutcome> get(Key key, ReadOptions options) {
    long began = System.nanoTime();
    Optional<RequestPlanner> planner = planner(key);
    if (planner.isEmpty()) return readRefused(notReady());
    RequestPlanner.Planned<ReadPlan> planned = planner.get().read(key, options);
    if (planned instanceof Impossible<ReadPlan> impossible) return readRefused(impossible.why());
    ReadPlan plan = ((Plan<ReadPlan>) planned).plan();
    stats.reads().begin();
    return AskPattern.<Coordinators.Command, ReadOutcome>ask(
            coordinators,
            replyTo -> new Coordinators.Read(plan, options.timeout(), replyTo),
            options.timeout().plus(GRACE),
            scheduler)
        .handle(
            (outcome, failure) -> {
              long took = System.nanoTime() - began;
              ReadOutcome known =
                  failure == null ? outcome : new ReadOutcome.Refused(refusalFor(failure));
              if (known instanceof ReadOutcome.Refused refused) {
                stats.count(Counter.READS_REFUSED);
                recordRefused(stats.reads(), took, refused.why(), options.timeout());
              } else {
                stats.reads().record(took);
              }
              return known;
            });
  }

  @Override
  public CompletionStage<WriteOutcome> put(
      Key key, Context seen, Value value, WriteOptions options) {
    return write(key, seen, value, options);
  }

  @Override
  public CompletionStage<WriteOutcome> delete(Key key, Context seen, WriteOptions options) {
    return write(key, seen, new Tombstone(), options);
  }

  @Override
  public CompletionStage<WriteOutcome> delete(Key key, ReadOptions reading, WriteOptions options) {
    return get(key, reading)
        .thenCompose(
            outcome -> {
              if (outcome instanceof ReadOutcome.Refused refused)
                return writeRefused(refused.why());
              if (outcome instanceof ReadOutcome.Found found && !found.siblings().isDeleted())
                return write(key, found.context(), new Tombstone(), options);
              return CompletableFuture.completedStage(new WriteOutcome.NothingToDelete());
            });
  }

  private CompletionStage<WriteOutcome> write(
      Key key, Context seen, Payload payload, WriteOptions options) {
    long began = System.nanoTime();
    Optional<RequestPlanner> planner = planner(key);
    if (planner.isEmpty()) return writeRefused(notReady());
    RequestPlanner.Planned<WritePlan> planned = planner.get().write(key, seen, payload, options);
    if (planned instanceof Impossible<WritePlan> impossible) return writeRefused(impossible.why());
    WritePlan plan = ((Plan<WritePlan>) planned).plan();
    Set<NodeId> near =
        view.self().map(self -> planner.get().near(plan, self.id())).orElseGet(Set::of);
    stats.writes().begin();
    return AskPattern.<Coordinators.Command, WriteOutcome>ask(
            coordinators,
            replyTo ->
                new Coordinators.Write(plan, seen.fastest(), near, options.timeout(), replyTo),
            options.timeout().plus(GRACE),
            scheduler)
        .handle(
            (outcome, failure) -> {
              long took = System.nanoTime() - began;
              WriteOutcome known =
                  failure == null ? outcome : new WriteOutcome.Refused(refusalFor(failure));
              if (known instanceof WriteOutcome.Refused refused) {
                stats.count(Counter.WRITES_REFUSED);
                recordRefused(stats.writes(), took, refused.why(), options.timeout());
              } else {
                stats.writes().record(took);
              }
              return known;
            });
  }

  /**
   * A request without room took no time, and one that ran into its deadline was too slow whatever
   * the deadline was: neither may pass for a quick one.
   */
  private static void recordRefused(
      Latency latency, long tookNanos, Refusal why, Duration timeout) {
    if (why instanceof Refusal.Overloaded) latency.recordRefused();
    else if (Duration.ofNanos(tookNanos).compareTo(timeout) >= 0) latency.recordLate(tookNanos);
    else latency.record(tookNanos);
  }

  private Optional<RequestPlanner> planner(Key key) {
    return view.ring()
        .filter(ring -> view.admittance().mayServe())
        .flatMap(
            ring ->
                view.catalog()
                    .flatMap(catalog -> catalog.of(key.bucket()))
                    .map(properties -> new RequestPlanner(ring, properties)));
  }

  private Refusal notReady() {
    return new Refusal.NotReady(
        view.admittance().mayServe()
            ? "this node is starting: its buckets are not read from disk yet"
            : view.admittance().words());
  }

  /** A request lost on the way to its coordinator, as while the node stops. */
  private static Refusal refusalFor(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof TimeoutException
        ? new Refusal.TimedOut()
        : new Refusal.NotReady("this node is stopping");
  }

  private CompletionStage<ReadOutcome> readRefused(Refusal why) {
    stats.count(Counter.READS_REFUSED);
    return CompletableFuture.completedStage(new ReadOutcome.Refused(why));
  }

  private CompletionStage<WriteOutcome> writeRefused(Refusal why) {
    stats.count(Counter.WRITES_REFUSED);
    return CompletableFuture.completedStage(new WriteOutcome.Refused(why));
  }
}
