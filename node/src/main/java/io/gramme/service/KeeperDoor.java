package io.gramme.service;

import io.gramme.membership.RingProtocol;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The keeper of this node's ring, with futures in place of messages.
 *
 * @param keeper who is asked
 * @param scheduler of the actor system
 */
record KeeperDoor(ActorRef<RingProtocol.Command> keeper, Scheduler scheduler) {

  /** Longer than the keeper takes to hear of all nodes what they hold. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final String KEEPER = "the keeper of this node's ring";

  /** What the keeper said; nothing if it did not answer in time. */
  record Said(Optional<RingProtocol.Outcome> outcome) {

    /** What an operator is told, given what to tell of a success. */
    Verdict verdict(Function<RingProtocol.Outcome, SortedMap<String, Object>> success) {
      if (outcome.isEmpty()) return new Verdict.Silent(KEEPER);
      if (outcome.get() instanceof RingProtocol.Refused refused)
        return new Verdict.Refused(refused.reasons());
      return new Verdict.Done(success.apply(outcome.get()));
    }
  }

  /** Asks; the stage never completes exceptionally. */
  CompletionStage<Said> ask(
      Function<ActorRef<RingProtocol.Outcome>, RingProtocol.Command> command) {
    return AskPattern.<RingProtocol.Command, RingProtocol.Outcome>ask(
            keeper, command::apply, PATIENCE, scheduler)
        .handle((outcome, failure) -> new Said(Optional.ofNullable(outcome)));
  }
}
