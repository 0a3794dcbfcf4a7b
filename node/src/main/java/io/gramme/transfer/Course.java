package io.gramme.transfer;

import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import io.gramme.ring.Stage;
import io.gramme.transfer.HandoverEffect.Await;
import io.gramme.transfer.HandoverRound.Comparing;
import io.gramme.transfer.HandoverEffect.Fetch;
import io.gramme.transfer.HandoverRound.Fetching;
import io.gramme.transfer.HandoverRound.Pausing;
import io.gramme.transfer.HandoverRound.Plan;
import io.gramme.transfer.HandoverRound.Queued;
import io.gramme.transfer.HandoverRound.Sight;
import io.gramme.transfer.HandoverEffect.WantTurn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What all states of a hand-over have in common: how far it has come.
 *
 * @param reachable the nodes that can be reached now
 * @param number of the fetch or comparison that was begun last; answers to earlier ones are ignored
 * @param sourcesTried how many sources have failed, to find the next
 * @param failures in a row
 * @param trouble what went wrong last, in words; empty if nothing did since it went on
 */
record Course(
    Plan plan,
    Checkpoint checkpoint,
    Sight sight,
    Set<NodeId> reachable,
    long number,
    int sourcesTried,
    int failures,
    String trouble) {

  private static final int MOST_DOUBLINGS = 5;

  Course {
    reachable = Set.copyOf(reachable);
  }

  /** Fetching where there is something to be fetched, else the comparison that follows it. */
  Step<HandoverRound, HandoverEffect> advance() {
    if (checkpoint.isEnd() || plan.sources().isEmpty()) return Comparing.begin(this, false);
    return source().isEmpty()
        ? Step.to(new Pausing(but("no node that has it can be reached")), awaitBackOff())
        : Step.to(new Queued(this), new WantTurn());
  }

  Step<HandoverRound, HandoverEffect> fetch() {
    Optional<NodeId> source = source();
    if (source.isEmpty()) return failed("no node that has it can be reached");
    Course next = numbered();
    return Step.to(
        new Fetching(next, source.get()), new Fetch(next.number, source.get(), checkpoint.last()));
  }

  /** The next source that can be reached, in turn. */
  private Optional<NodeId> source() {
    List<NodeId> there = plan.sources().stream().filter(reachable::contains).toList();
    return there.isEmpty()
        ? Optional.empty()
        : Optional.of(there.get(sourcesTried % there.size()));
  }

  /** Another try later; with another source, if there is one. */
  Step<HandoverRound, HandoverEffect> failed(String why) {
    Course next =
        new Course(
            plan, checkpoint, sight, reachable, number, sourcesTried + 1, failures + 1, why);
    return Step.to(new Pausing(next), awaitBackOff());
  }

  Await awaitBackOff() {
    return new Await(
        plan.pace().backOff().multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS)));
  }

  Await await(Duration time) {
    return new Await(time);
  }

  boolean isAtLeast(Stage stage) {
    return sight.stage().compareTo(stage) >= 0;
  }

  Course with(Checkpoint other) {
    return new Course(plan, other, sight, reachable, number, sourcesTried, 0, "");
  }

  Course with(Sight other) {
    return new Course(
        plan, checkpoint, other, reachable, number, sourcesTried, failures, trouble);
  }

  Course with(Set<NodeId> others) {
    return new Course(plan, checkpoint, sight, others, number, sourcesTried, failures, trouble);
  }

  Course but(String why) {
    return new Course(plan, checkpoint, sight, reachable, number, sourcesTried, failures, why);
  }

  /** What went wrong before does not count any more. */
  Course forgiven() {
    return new Course(plan, checkpoint, sight, reachable, number, sourcesTried, 0, "");
  }

  Course numbered() {
    return new Course(
        plan, checkpoint, sight, reachable, number + 1, sourcesTried, failures, trouble);
  }
}
