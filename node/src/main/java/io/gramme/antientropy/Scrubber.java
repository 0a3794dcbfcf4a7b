package io.gramme.antientropy;

import io.gramme.admission.Admission;
import io.gramme.admission.Work;
import io.gramme.model.Blob;
import io.gramme.vnode.Knowledge;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.SliceScrubbed;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Has the vnodes read their partitions, slice by slice, one partition at a time. */
final class Scrubber extends AbstractBehavior<Scrubber.Command> {

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  sealed interface Command {}

  /** The ring has so many partitions. */
  record PartitionsChanged(int count) implements Command {}

  private record SliceAnswered(Admission.Answer answer) implements Command {}

  private record ReplicaReplied(VnodeProtocol.Reply reply) implements Command {}

  private record SliceOverdue() implements Command {}

  private record TickDue() implements Command {}

  /**
   * What the scrubber is given.
   *
   * @param vnodes the door to this node's own
   * @param every from one scrub of a partition to the next
   * @param sliceEntries the most entries of one slice
   */
  record Surroundings(
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<Admission.Command> admission,
      Knowledge knowledge,
      Duration every,
      int sliceEntries,
      LongSupplier wallMillis,
      RandomGenerator dice,
      Consumer<AntiEntropyView.Scrub> view) {}

  /** The partition that is being read, and how far. */
  private record Place(int partition, Blob after) {}

  private final Surroundings node;
  private final TimerScheduler<Command> timers;
  private final ActorRef<VnodeProtocol.Reply> replies;
  private final ActorRef<Admission.Answer> slices;
  private Optional<ScrubPlan> plan = Optional.empty();
  private Optional<Place> place = Optional.empty();
  private long lastRequest;
  private long partitions;
  private long removed;

  static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new TickDue(), TICK);
                  return new Scrubber(context, timers, node);
                }));
  }

  private Scrubber(
      ActorContext<Command> context, TimerScheduler<Command> timers, Surroundings node) {
    super(context);
    this.node = node;
    this.timers = timers;
    this.replies = context.messageAdapter(VnodeProtocol.Reply.class, ReplicaReplied::new);
    this.slices = context.messageAdapter(Admission.Answer.class, SliceAnswered::new);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(PartitionsChanged.class, this::onPartitionsChanged)
        .onMessage(SliceAnswered.class, this::onSliceAnswered)
        .onMessage(ReplicaReplied.class, this::onReplicaReplied)
        .onMessage(SliceOverdue.class, this::onSliceOverdue)
        .onMessage(TickDue.class, this::onTickDue)
        .build();
  }

  private Behavior<Command> onPartitionsChanged(PartitionsChanged message) {
    if (plan.filter(known -> known.dueMillis().size() == message.count()).isPresent()) return this;
    plan =
        Optional.of(ScrubPlan.begin(message.count(), node.every().toMillis(), now(), node.dice()));
    return this;
  }

  private Behavior<Command> onTickDue(TickDue message) {
    if (place.isPresent() || plan.isEmpty()) return this;
    OptionalInt next = plan.get().next(now(), node.knowledge().damaged());
    if (next.isEmpty()) return this;
    node.knowledge().beginScrub(next.getAsInt());
    place = Optional.of(new Place(next.getAsInt(), Blob.EMPTY));
    askForSlice();
    return this;
  }

  private void askForSlice() {
    lastRequest++;
    node.admission().tell(new Admission.Ask(Work.SCRUB, slices));
    timers.startSingleTimer(new SliceOverdue(), PATIENCE);
  }

  private Behavior<Command> onSliceAnswered(SliceAnswered message) {
    if (place.isEmpty()) return this;
    if (message.answer() instanceof Admission.Refused) return onSliceOverdue(new SliceOverdue());
    Place here = place.get();
    node.vnodes()
        .tell(
            new VnodeProtocol.ScrubSlice(
                lastRequest,
                here.partition(),
                here.after(),
                node.sliceEntries(),
                now() + PATIENCE.toMillis(),
                replies));
    timers.startSingleTimer(new SliceOverdue(), PATIENCE);
    return this;
  }

  private Behavior<Command> onReplicaReplied(ReplicaReplied message) {
    if (place.isEmpty() || message.reply().request() != lastRequest) return this;
    if (!(message.reply() instanceof SliceScrubbed slice))
      return onSliceOverdue(new SliceOverdue());
    int partition = place.get().partition();
    removed += slice.removed();
    if (slice.last().size() > 0) {
      place = Optional.of(new Place(partition, slice.last()));
      askForSlice();
      return this;
    }
    partitions++;
    plan = plan.map(known -> known.done(partition, now()));
    end();
    return this;
  }

  private Behavior<Command> onSliceOverdue(SliceOverdue message) {
    place.ifPresent(here -> plan = plan.map(known -> known.failed(here.partition(), now())));
    end();
    return this;
  }

  private void end() {
    lastRequest++;
    place = Optional.empty();
    timers.cancel(new SliceOverdue());
    node.view().accept(new AntiEntropyView.Scrub(partitions, removed));
  }

  private long now() {
    return node.wallMillis().getAsLong();
  }
}
