package io.gramme.membership;

import io.gramme.membership.RingGossip.AskFacts;
import io.gramme.membership.RingGossip.Facts;
import io.gramme.membership.RingProtocol.Outcome;
import io.gramme.membership.RingProtocol.Refused;
import io.gramme.model.NodeId;
import io.gramme.ring.Plan;
import io.gramme.ring.PlanInputs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Makes one plan of what is staged: asks the nodes for their {@link Facts} once, and waits a bit.
 */
final class Planning extends AbstractBehavior<Planning.Command> {

  sealed interface Command {}

  private record FactsCame(Facts facts) implements Command {}

  private record PatienceEnded() implements Command {}

  /**
   * What is planned.
   *
   * @param book what is staged stands there, and it is not blank
   * @param others the gossip of the other nodes that take part, or are to, and can be reached
   * @param own what this node would answer itself
   * @param then told the plan, once; must not block
   * @param replyTo told if there can be no plan
   */
  record Order(
      RingBook book,
      List<ActorRef<RingGossip.Command>> others,
      CompletionStage<Facts> own,
      Consumer<Plan> then,
      ActorRef<Outcome> replyTo) {}

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Map<NodeId, Facts> known = new HashMap<>();
  private final Order order;

  static Behavior<Command> create(Order order) {
    return Behaviors.setup(context -> new Planning(context, order));
  }

  private Planning(ActorContext<Command> context, Order order) {
    super(context);
    this.order = order;
    ActorRef<Facts> replies = context.messageAdapter(Facts.class, FactsCame::new);
    order.own().thenAccept(replies::tell);
    for (ActorRef<RingGossip.Command> each : order.others()) each.tell(new AskFacts(replies));
    context.scheduleOnce(PATIENCE, context.getSelf(), new PatienceEnded());
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
    return known.size() <= order.others().size() ? this : finish();
  }

  private Behavior<Command> onPatienceEnded(PatienceEnded message) {
    return finish();
  }

  private Behavior<Command> finish() {
    SortedMap<NodeId, PlanInputs.Report> reports = new TreeMap<>();
    known.forEach((node, facts) -> reports.put(node, facts.report()));
    long rate =
        known.values().stream().mapToLong(each -> each.holdings().bytesPerSecond()).max().orElse(0);
    RingBook book = order.book();
    try {
      order
          .then()
          .accept(
              Plan.of(
                  book.ring().orElseThrow(),
                  book.staging().inOrder(),
                  new PlanInputs(reports, rate)));
    } catch (IllegalArgumentException e) {
      order.replyTo().tell(Refused.because(e.getMessage()));
    }
    return Behaviors.stopped();
  }
}
