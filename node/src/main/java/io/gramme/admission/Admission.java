package io.gramme.admission;

import io.gramme.admission.AdmissionView.Line;
import io.gramme.stats.Latency;
import io.gramme.stats.NodeStats;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The one who gives background work its slices of the node's time.
 *
 * <p>A slice is one bounded piece of work, such as a window of keys. Whoever wants one asks, does
 * the piece when it is granted, and asks again; it need not say when it is done. Only for actors of
 * the same node.
 */
public final class Admission extends AbstractBehavior<Admission.Command> {

  /** Its name among the node's actors. */
  public static final String PATH = "admission";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** What it can be told. */
  public sealed interface Command {}

  /** Somebody wants one slice. There is one answer to each ask; it may take a while. */
  public record Ask(Work kind, ActorRef<Answer> replyTo) implements Command {}

  /** Somebody wants to know how things are. */
  public record Observe(ActorRef<AdmissionView> replyTo) implements Command {}

  /** The moment to judge the last second has come. */
  private record LookDue() implements Command {}

  /** There should be a slice for the next in turn. */
  private record SliceDue() implements Command {}

  /** What an {@link Ask} comes to. */
  public sealed interface Answer {

    /** What was asked for. */
    Work kind();
  }

  /** The asker may do one slice of work now. */
  public record Granted(Work kind) implements Answer {}

  /** Too many wait for the same kind of work: the asker may come again later. */
  public record Refused(Work kind) implements Answer {}

  /**
   * What admission control is given.
   *
   * @param bounds of the rate
   * @param waitersLimit how many may wait for each kind of work, at least 1
   * @param stats the node's, whose latencies are watched
   * @param writerWaitMicros how long the oldest write waits for the disk now; of several databases,
   *     the longest
   * @param nanos a clock that never goes back
   * @param publish told how things are, once a second
   */
  public record Surroundings(
      SlicePlan.Bounds bounds,
      int waitersLimit,
      NodeStats stats,
      LongSupplier writerWaitMicros,
      LongSupplier nanos,
      Consumer<AdmissionView> publish) {

    public Surroundings {
      if (waitersLimit < 1) throw new IllegalArgumentException("waitersLimit is " + waitersLimit);
    }
  }

  private final Surroundings node;
  private final TimerScheduler<Command> timers;
  private final Turns<ActorRef<Answer>> turns;
  private final Map<Work, Line> lines = new EnumMap<>(Work.class);
  private Signals signals = Signals.SILENCE;
  private SlicePlan plan;
  private SliceBucket bucket;

  public static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Admission(context, node, timers)));
  }

  private Admission(
      ActorContext<Command> context, Surroundings node, TimerScheduler<Command> timers) {
    super(context);
    this.node = node;
    this.timers = timers;
    turns = new Turns<>(node.waitersLimit());
    for (Work kind : Work.values()) lines.put(kind, Line.EMPTY);
    long now = node.nanos().getAsLong();
    plan = SlicePlan.begin(node.bounds(), now);
    bucket = SliceBucket.begin(plan.rate(), now);
    timers.startTimerWithFixedDelay(new LookDue(), LOOK_EVERY);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Ask.class, this::onAsk)
        .onMessage(SliceDue.class, this::onSliceDue)
        .onMessage(LookDue.class, this::onLookDue)
        .onMessage(Observe.class, this::onObserve)
        .build();
  }

  private Behavior<Command> onAsk(Ask ask) {
    if (turns.add(ask.kind(), ask.replyTo())) return serve();
    lines.computeIfPresent(ask.kind(), (kind, line) -> line.refusedOne());
    ask.replyTo().tell(new Refused(ask.kind()));
    return this;
  }

  private Behavior<Command> onSliceDue(SliceDue message) {
    return serve();
  }

  private Behavior<Command> onLookDue(LookDue message) {
    long now = node.nanos().getAsLong();
    signals = look(now);
    plan = plan.judge(now, signals);
    bucket = bucket.withRate(plan.rate(), now);
    node.publish().accept(view(now));
    return serve();
  }

  private Behavior<Command> onObserve(Observe message) {
    message.replyTo().tell(view(node.nanos().getAsLong()));
    return this;
  }

  /** Gives out the slices that are there; for the next one there is a timer, if somebody waits. */
  private Behavior<Command> serve() {
    bucket = bucket.at(node.nanos().getAsLong());
    while (bucket.hasSlice()) {
      Optional<Turns.Turn<ActorRef<Answer>>> turn = turns.next();
      if (turn.isEmpty()) return this;
      grant(turn.get());
    }
    SliceDue next = new SliceDue();
    if (!turns.isEmpty() && !timers.isTimerActive(next))
      timers.startSingleTimer(next, bucket.untilSlice());
    return this;
  }

  private void grant(Turns.Turn<ActorRef<Answer>> turn) {
    bucket = bucket.take();
    lines.computeIfPresent(turn.kind(), (kind, line) -> line.grantedOne());
    turn.asker().tell(new Granted(turn.kind()));
  }

  private Signals look(long now) {
    Latency reads = node.stats().reads();
    Latency writes = node.stats().writes();
    long since = plan.recentSinceNanos(now);
    return new Signals(
        new Foreground(reads.tailOfMinute(now), writes.tailOfMinute(now)),
        new Foreground(reads.tailSince(now, since), writes.tailSince(now, since)),
        reads.underway() + writes.underway(),
        node.writerWaitMicros().getAsLong());
  }

  private AdmissionView view(long now) {
    Map<Work, Line> current = new EnumMap<>(lines);
    current.replaceAll((kind, line) -> line.with(turns.waiting(kind)));
    return new AdmissionView(plan.rate(), plan.finding(), signals, plan.throttledFor(now), current);
  }
}
