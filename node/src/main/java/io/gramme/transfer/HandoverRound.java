package io.gramme.transfer;

import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Stage;
import io.gramme.transfer.HandoverEffect.Compare;
import io.gramme.transfer.HandoverEffect.Fence;
import io.gramme.transfer.HandoverEffect.Forget;
import io.gramme.transfer.HandoverEffect.Publish;
import io.gramme.transfer.HandoverEffect.Save;
import io.gramme.transfer.HandoverEffect.StopFetching;
import io.gramme.transfer.HandoverEffect.YieldTurn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How one node comes to keep a partition that it gains (Dynamo §4.9, with a fence and a joint stage
 * in between, see {@link Stage}).
 *
 * <pre>
 *   begin ─► Queued ─turn─► Fetching ─all stored─► Comparing ─equal─► Ready ─joint, settled down─┐
 *              ▲                │ failed           READY is published                            ▼
 *              └── Pausing ◄────┘                                                             Fencing
 *                                                                                                │
 *   Finished ◄─the ring says settled─ Complete ◄─equal─ Comparing ◄─────all refuse the pending───┘
 *                                     COMPLETE is published
 * </pre>
 *
 * <p>Fetching saves time and proves nothing: it may miss what is written meanwhile, and its source
 * may have missed something itself. What proves is the comparison with everybody who keeps the
 * partition, and of two comparisons the second: it begins when no coordinator that believes the
 * partition pending can write there any more, whom this node might not hear of.
 *
 * <p>No failure ends the round: it goes on where it was, after a while. A node that crashes begins
 * anew at its checkpoint, or behind the mark that it has published. Answers that come late, twice or
 * to an earlier question change nothing.
 */
sealed interface HandoverRound {

  /** This node may fetch now: not too many others do. */
  default Step<HandoverRound, HandoverEffect> onTurn() {
    return Step.to(this);
  }

  /** A slice was fetched, and all of it is stored here and synced. */
  default Step<HandoverRound, HandoverEffect> onStored(long number, Checkpoint.Stored slice) {
    return Step.to(this);
  }

  /** Fetching has ended before its end. */
  default Step<HandoverRound, HandoverEffect> onFailed(long number, String why) {
    return Step.to(this);
  }

  /** Since it was asked, this replica was compared with all others, and made equal. */
  default Step<HandoverRound, HandoverEffect> onCompared(long number) {
    return Step.to(this);
  }

  /** A node refuses, from now on and after restarts too, who believes the partition pending. */
  default Step<HandoverRound, HandoverEffect> onFenced(NodeId from) {
    return Step.to(this);
  }

  /** A node could not be fenced yet. */
  default Step<HandoverRound, HandoverEffect> onNotFenced(NodeId from, String why) {
    return Step.to(this);
  }

  /** The time that was to be awaited last has passed. */
  default Step<HandoverRound, HandoverEffect> onMoment() {
    return Step.to(this);
  }

  /** The ring has come further, or is seen again. */
  default Step<HandoverRound, HandoverEffect> onSight(Sight sight) {
    return sight.stage() == Stage.SETTLED ? Finished.now() : Step.to(with(course().with(sight)));
  }

  /** These nodes can be reached now, and no others. */
  default Step<HandoverRound, HandoverEffect> onReachable(Set<NodeId> reachable) {
    return Step.to(with(course().with(reachable)));
  }

  /** How far it has come. */
  Course course();

  /** The same state with another course. */
  HandoverRound with(Course course);

  /**
   * How long things take.
   *
   * @param patience before a comparison is asked for again
   * @param backOff after a failure, doubled with each that follows, and between other tries
   * @param settle from the joint stage to the fences: so that who has yet to hear of it is not
   *     refused
   */
  record Pace(Duration patience, Duration backOff, Duration settle) {}

  /**
   * What is to be done.
   *
   * @param self the node that gains the partition
   * @param holders who keeps it and still takes part, those who keep keys of the fewest replicas
   *     first
   */
  record Plan(NodeId self, List<NodeId> holders, Pace pace) {

    public Plan {
      holders = List.copyOf(holders);
    }

    /** From whom it can be fetched. */
    List<NodeId> sources() {
      return holders.stream().filter(node -> !node.equals(self)).toList();
    }
  }

  /**
   * What this node's ring says of the partition.
   *
   * @param mark this node's own; empty before the first
   */
  record Sight(Stage stage, Optional<Mark> mark) {

    boolean has(Mark other) {
      return mark.filter(known -> known.compareTo(other) >= 0).isPresent();
    }
  }

  /**
   * Begins at the checkpoint, or behind the mark that was published before a restart.
   *
   * @param reachable the nodes that can be reached
   */
  static Step<HandoverRound, HandoverEffect> begin(
      Plan plan, Checkpoint checkpoint, Sight sight, Set<NodeId> reachable) {
    Course course = new Course(plan, checkpoint, sight, reachable, 0, 0, 0, "");
    if (sight.stage() == Stage.SETTLED) return Finished.now();
    if (sight.has(Mark.COMPLETE)) return Complete.enter(course);
    if (sight.has(Mark.READY)) return Ready.enter(course);
    return course.advance();
  }

  /** Waits until not too many partitions are fetched at once. */
  record Queued(Course course) implements HandoverRound {

    @Override
    public Step<HandoverRound, HandoverEffect> onTurn() {
      Step<HandoverRound, HandoverEffect> step = course.fetch();
      return step.next() instanceof Fetching ? step : step.after(new YieldTurn());
    }

    @Override
    public HandoverRound with(Course other) {
      return new Queued(other);
    }
  }

  /** Slices come from one source, and each is stored before the next one counts. */
  record Fetching(Course course, NodeId source) implements HandoverRound {

    @Override
    public Step<HandoverRound, HandoverEffect> onStored(long number, Checkpoint.Stored slice) {
      if (number != course.number()) return Step.to(this);
      Course further = course.with(course.checkpoint().after(slice));
      Step<HandoverRound, HandoverEffect> step =
          slice.isEnd()
              ? further.advance().after(new YieldTurn())
              : Step.to(new Fetching(further, source));
      return step.after(new Save(further.checkpoint()));
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onFailed(long number, String why) {
      return number == course.number()
          ? course.failed(source + ": " + why).after(new YieldTurn())
          : Step.to(this);
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onReachable(Set<NodeId> reachable) {
      Course now = course.with(reachable);
      if (reachable.contains(source)) return Step.to(new Fetching(now, source));
      return now.failed(source + " can not be reached any more")
          .after(new YieldTurn())
          .after(new StopFetching());
    }

    @Override
    public HandoverRound with(Course other) {
      return new Fetching(other, source);
    }
  }

  /** Something failed; a while later it is tried again. */
  record Pausing(Course course) implements HandoverRound {

    @Override
    public Step<HandoverRound, HandoverEffect> onMoment() {
      return course.advance();
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onReachable(Set<NodeId> reachable) {
      boolean isMore = !course.reachable().containsAll(reachable);
      Course now = course.with(reachable);
      return isMore ? now.forgiven().advance() : Step.to(new Pausing(now));
    }

    @Override
    public HandoverRound with(Course other) {
      return new Pausing(other);
    }
  }

  /**
   * This replica is compared with all others that keep the partition.
   *
   * @param isLast whether all of them have been fenced
   */
  record Comparing(Course course, boolean isLast) implements HandoverRound {

    static Step<HandoverRound, HandoverEffect> begin(Course course, boolean isLast) {
      Course next = course.numbered();
      return Step.to(
          new Comparing(next, isLast),
          new Compare(next.number()),
          next.await(next.plan().pace().patience()));
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onCompared(long number) {
      if (number != course.number()) return Step.to(this);
      return isLast ? Complete.enter(course.forgiven()) : Ready.enter(course.forgiven());
    }

    /** The same question again: a comparison may take longer than anybody's patience. */
    @Override
    public Step<HandoverRound, HandoverEffect> onMoment() {
      return Step.to(
          this, new Compare(course.number()), course.await(course.plan().pace().patience()));
    }

    @Override
    public HandoverRound with(Course other) {
      return new Comparing(other, isLast);
    }
  }

  /**
   * READY is published; when all who gain the partition have done so, its stage is joint.
   *
   * @param isJoint whether that has been seen, and is to sink in
   */
  record Ready(Course course, boolean isJoint) implements HandoverRound {

    static Step<HandoverRound, HandoverEffect> enter(Course course) {
      return look(course).after(new Publish(Mark.READY));
    }

    private static Step<HandoverRound, HandoverEffect> look(Course course) {
      boolean isJoint = course.isAtLeast(Stage.JOINT);
      HandoverRound.Pace pace = course.plan().pace();
      return Step.to(
          new Ready(course, isJoint), course.await(isJoint ? pace.settle() : pace.backOff()));
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onSight(Sight sight) {
      if (sight.stage() == Stage.SETTLED) return Finished.now();
      Course now = course.with(sight);
      return isJoint ? Step.to(new Ready(now, true)) : look(now);
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onMoment() {
      if (isJoint) return Fencing.begin(course);
      return course.sight().has(Mark.READY)
          ? look(course)
          : look(course).after(new Publish(Mark.READY));
    }

    @Override
    public HandoverRound with(Course other) {
      return new Ready(other, isJoint);
    }
  }

  /**
   * Every node that keeps the partition is asked to refuse whoever believes it pending.
   *
   * @param open those that have not said that they do
   */
  record Fencing(Course course, Set<NodeId> open) implements HandoverRound {

    public Fencing {
      open = Set.copyOf(open);
    }

    static Step<HandoverRound, HandoverEffect> begin(Course course) {
      return new Fencing(course, Set.copyOf(course.plan().holders())).ask();
    }

    private Step<HandoverRound, HandoverEffect> ask() {
      if (open.isEmpty()) return Comparing.begin(course.forgiven(), true);
      List<HandoverEffect> effects = new ArrayList<>();
      for (NodeId holder : course.plan().holders()) {
        if (open.contains(holder)) effects.add(new Fence(holder));
      }
      effects.add(course.await(course.plan().pace().backOff()));
      return Step.to(this, effects);
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onFenced(NodeId from) {
      if (!open.contains(from)) return Step.to(this);
      Set<NodeId> fewer = new HashSet<>(open);
      fewer.remove(from);
      Fencing next = new Fencing(course, fewer);
      return fewer.isEmpty() ? next.ask() : Step.to(next);
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onNotFenced(NodeId from, String why) {
      return Step.to(new Fencing(course.but(from + ": " + why), open));
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onMoment() {
      return ask();
    }

    @Override
    public HandoverRound with(Course other) {
      return new Fencing(other, open);
    }
  }

  /** COMPLETE is published; when all who gain the partition have done so, it has settled. */
  record Complete(Course course) implements HandoverRound {

    static Step<HandoverRound, HandoverEffect> enter(Course course) {
      return Step.to(
          new Complete(course),
          new Publish(Mark.COMPLETE),
          course.await(course.plan().pace().backOff()));
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onMoment() {
      return course.sight().has(Mark.COMPLETE) ? Step.to(this) : enter(course);
    }

    @Override
    public HandoverRound with(Course other) {
      return new Complete(other);
    }
  }

  /** Nothing more is to be done. */
  record Finished() implements HandoverRound {

    static Step<HandoverRound, HandoverEffect> now() {
      return Step.to(new Finished(), new StopFetching(), new YieldTurn(), new Forget());
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onSight(Sight sight) {
      return Step.to(this);
    }

    @Override
    public Step<HandoverRound, HandoverEffect> onReachable(Set<NodeId> reachable) {
      return Step.to(this);
    }

    @Override
    public Course course() {
      throw new IllegalStateException("a finished hand-over has no course");
    }

    @Override
    public HandoverRound with(Course course) {
      return this;
    }
  }
}
