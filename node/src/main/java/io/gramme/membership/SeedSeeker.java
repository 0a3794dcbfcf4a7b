package io.gramme.membership;

import io.gramme.machine.Step;
import io.gramme.ring.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Asks the seeds on behalf of a node that has no ring, as {@link SeedRound} says. */
final class SeedSeeker extends AbstractBehavior<SeedSeeker.Command> implements SeedRound.Shell {

  sealed interface Command {}

  private record TurnDue() implements Command {}

  private record CharterCame(String seed, Optional<byte[]> charter) implements Command {}

  private record ReplyCame(String seed, SeedContact.Reply reply) implements Command {}

  /**
   * What the seeker is given.
   *
   * @param every how often a seed is asked
   * @param keeper told of a ring that names this node
   * @param gossip told what else was found
   */
  record Surroundings(
      Candidate self,
      List<String> seeds,
      SeedContact contact,
      Duration every,
      ActorRef<RingProtocol.Command> keeper,
      ActorRef<RingGossip.Command> gossip) {}

  private final Surroundings node;
  private SeedRound round;

  static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new SeedSeeker(context, timers, node)));
  }

  private SeedSeeker(
      ActorContext<Command> context, TimerScheduler<Command> timers, Surroundings node) {
    super(context);
    this.node = node;
    round = SeedRound.of(node.self().id(), node.seeds());
    timers.startTimerWithFixedDelay(new TurnDue(), Duration.ZERO, node.every());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(TurnDue.class, this::onTurnDue)
        .onMessage(CharterCame.class, this::onCharterCame)
        .onMessage(ReplyCame.class, this::onReplyCame)
        .build();
  }

  private Behavior<Command> onTurnDue(TurnDue message) {
    return take(round.onTurn());
  }

  private Behavior<Command> onCharterCame(CharterCame message) {
    return take(round.onCharter(message.seed(), message.charter()));
  }

  private Behavior<Command> onReplyCame(ReplyCame message) {
    return take(round.onReply(message.seed(), message.reply()));
  }

  private Behavior<Command> take(Step<SeedRound, SeedRound.Effect> step) {
    round = step.next();
    for (SeedRound.Effect effect : step.effects()) effect.performOn(this);
    return this;
  }

  @Override
  public void askCharter(String seed) {
    getContext()
        .pipeToSelf(
            node.contact().charter(seed),
            (charter, failure) ->
                new CharterCame(seed, failure == null ? charter : Optional.empty()));
  }

  @Override
  public void askToStage(String seed) {
    getContext()
        .pipeToSelf(
            node.contact().stage(seed, new Change.Join(node.self().member()), node.self()),
            (reply, failure) ->
                new ReplyCame(seed, failure == null ? reply : new SeedContact.IsSilent()));
  }

  @Override
  public void takeOver(byte[] charter) {
    node.keeper().tell(new RingProtocol.Adopt(charter, getContext().getSystem().ignoreRef()));
  }

  @Override
  public void meet(AddressBook hosts) {
    node.gossip().tell(new RingGossip.HostsMet(hosts));
  }

  @Override
  public void say(String words) {
    node.gossip().tell(new RingGossip.SeedsSaid(words));
  }
}
