package io.gramme.membership;

import io.gramme.membership.RingGossip.AskFacts;
import io.gramme.membership.RingGossip.Facts;
import io.gramme.model.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Asks some nodes for their {@link Facts} once, and tells what came within its patience. */
final class FactsSurvey extends AbstractBehavior<FactsSurvey.Command> {

  sealed interface Command {}

  private record FactsCame(Facts facts) implements Command {}

  private record PatienceEnded() implements Command {}

  private final Map<NodeId, Facts> known = new HashMap<>();
  private final int asked;
  private final Consumer<List<Facts>> done;

  /**
   * @param nodes whom to ask, the own one among them
   * @param done told once, what came; it must not block
   */
  static Behavior<Command> create(
      List<ActorRef<RingGossip.Command>> nodes, Duration patience, Consumer<List<Facts>> done) {
    return Behaviors.setup(context -> new FactsSurvey(context, nodes, patience, done));
  }

  private FactsSurvey(
      ActorContext<Command> context,
      List<ActorRef<RingGossip.Command>> nodes,
      Duration patience,
      Consumer<List<Facts>> done) {
    super(context);
    this.asked = nodes.size();
    this.done = done;
    ActorRef<Facts> replies = context.messageAdapter(Facts.class, FactsCame::new);
    for (ActorRef<RingGossip.Command> each : nodes) each.tell(new AskFacts(replies));
    context.scheduleOnce(patience, context.getSelf(), new PatienceEnded());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FactsCame.class, this::onFactsCame)
        .onMessage(PatienceEnded.class, this::onPatienceEnded)
        .build();
  }

  private Behavior<Command> onFactsCame(FactsCame message) {
    known.put(message.facts().from(), message.facts());
    return known.size() < asked ? this : finish();
  }

  private Behavior<Command> onPatienceEnded(PatienceEnded message) {
    return finish();
  }

  private Behavior<Command> finish() {
    done.accept(List.copyOf(known.values()));
    return Behaviors.stopped();
  }
}
