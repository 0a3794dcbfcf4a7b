package io.gramme.handoff;

import io.gramme.admission.Admission;
import io.gramme.handoff.HintProtocol.Keep;
import io.gramme.handoff.HintProtocol.MakeFor;
import io.gramme.handoff.HintRules.Sight;
import io.gramme.membership.Peers;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.DamagedHint;
import io.gramme.vnode.RecordRules.Stamp;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Stored;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The hints for one home: the only one who writes them. Reads the disk in place, so it runs on a
 * dispatcher that may block; the writer of the disk answers whoever asked for a write.
 */
final class HintBuffer extends AbstractBehavior<HintBuffer.Command> {

  /** What it can be told. */
  sealed interface Command {}

  record KeepAsked(Keep message) implements Command {}

  record MakeAsked(MakeFor message) implements Command {}

  /** Time has passed, and this is whom the node can reach. */
  record Tick(Sight sight, Peers peers) implements Command {}

  /** What the home is owed was written down, or could not be. */
  record OwedWritten(long request, boolean isWritten) implements Command {}

  /** What a damaged hint held was written down as owed, or could not be. */
  record DamageOwed(DamagedHint hint, boolean isWritten) implements Command {}

  /** A damaged hint is gone from the disk, or could not be removed. */
  record DamageRemoved(DamagedHint hint, boolean isStored) implements Command {}

  /** A hint was written or removed, or nobody knows. */
  record WriteEnded(Place place, boolean isRemoval, boolean isStored) implements Command {}

  private record AdmissionAnswered(Admission.Answer answer) implements Command {}

  private record ReplicaReplied(VnodeProtocol.Reply reply) implements Command {}

  /**
   * What a buffer is given. It outlives a restart of the buffer.
   *
   * @param node what the door was given
   * @param ledger of all buffers
   * @param account of this one
   */
  record Surroundings(
      HintBuffers.Surroundings node,
      NodeId home,
      HintLedger ledger,
      HomeAccount account,
      ActorRef<HintBuffers.Command> door) {}

  private final HintBuffers.Surroundings node;
  private final NodeId home;
  private final HintLedger ledger;
  private final HomeAccount account;
  private final ActorRef<HintBuffers.Command> door;
  private final HintShelf shelf;
  private final Delivery delivery;
  private long delivered;
  private HintsView.Home shown = HintsView.Home.NONE;

  static Behavior<Command> create(Surroundings surroundings) {
    return Behaviors.setup(context -> new HintBuffer(context, surroundings));
  }

  private HintBuffer(ActorContext<Command> context, Surroundings given) {
    super(context);
    node = given.node();
    home = given.home();
    ledger = given.ledger();
    account = given.account();
    door = given.door();
    ActorRef<Command> here = context.getSelf();
    shelf =
        new HintShelf(
            node, home, account, hint -> door.tell(new HintBuffers.DamageFound(hint, here)), here);
    delivery =
        new Delivery(
            node,
            home,
            new Delivery.Buffer(
                context.getSystem(),
                context.messageAdapter(Admission.Answer.class, AdmissionAnswered::new),
                context.messageAdapter(VnodeProtocol.Reply.class, ReplicaReplied::new),
                shelf::current,
                shelf::remove,
                shelf.damaged()::onSkipped,
                (request, partition) ->
                    door.tell(new HintBuffers.DebtFound(home, partition, request, here))),
            count());
  }

  /** Counts the hints of earlier starts, and says since when there may be any. */
  private long count() {
    if (account.isCounted()) return 0;
    OptionalLong oldestMillis = shelf.count();
    door.tell(new HintBuffers.HomeCounted(home, oldestMillis.isPresent()));
    return oldestMillis.orElse(0);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(KeepAsked.class, this::onKeepAsked)
        .onMessage(MakeAsked.class, this::onMakeAsked)
        .onMessage(WriteEnded.class, this::onWriteEnded)
        .onMessage(AdmissionAnswered.class, this::onAdmissionAnswered)
        .onMessage(ReplicaReplied.class, this::onReplicaReplied)
        .onMessage(OwedWritten.class, this::onOwedWritten)
        .onMessage(DamageOwed.class, this::onDamageOwed)
        .onMessage(DamageRemoved.class, this::onDamageRemoved)
        .onMessage(Tick.class, this::onTick)
        .build();
  }

  private Behavior<Command> onKeepAsked(KeepAsked message) {
    Keep keep = message.message();
    Place place = new Place(keep.partition(), keep.key());
    HintShelf.Asker asker =
        new HintShelf.Asker(keep.request(), keep.deadlineMillis(), keep.replyTo());
    node.clock().observe(keep.siblings().latestTime());
    try {
      shelf
          .change(
              place,
              asker,
              keep.durability(),
              before -> node.rules().keep(before, keep.siblings(), keep.terms(), now()),
              stored -> new Stored(keep.request(), node.self()))
          .ifPresent(kept -> delivery.onKept(kept.sinceMillis()));
    } finally {
      ledger.leave(place.partition());
    }
    return this;
  }

  private Behavior<Command> onMakeAsked(MakeAsked message) {
    MakeFor make = message.message();
    Place place = new Place(make.partition(), make.key());
    HintShelf.Asker asker =
        new HintShelf.Asker(make.request(), make.deadlineMillis(), make.replyTo());
    try {
      shelf
          .change(
              place,
              asker,
              make.durability(),
              before -> {
                var stamp =
                    new Stamp(
                        node.clock().now(), node.incarnation().getAsLong(), node.freshActors());
                return node.rules()
                    .make(before, make.seen(), make.payload(), make.terms(), stamp, now());
              },
              stored -> new Made(make.request(), node.self(), stored.record().siblings()))
          .ifPresent(kept -> delivery.onKept(kept.sinceMillis()));
    } finally {
      ledger.leave(place.partition());
    }
    return this;
  }

  private Behavior<Command> onWriteEnded(WriteEnded message) {
    account.ended(message.place(), message.isStored());
    if (message.isRemoval() && message.isStored()) {
      delivered++;
      node.stats().count(Counter.HINTS_DELIVERED);
    }
    return this;
  }

  private Behavior<Command> onAdmissionAnswered(AdmissionAnswered message) {
    delivery.onAdmission(message.answer());
    return this;
  }

  private Behavior<Command> onReplicaReplied(ReplicaReplied message) {
    delivery.onReply(message.reply());
    return this;
  }

  private Behavior<Command> onOwedWritten(OwedWritten message) {
    delivery.onOwed(message.request(), message.isWritten());
    return this;
  }

  private Behavior<Command> onDamageOwed(DamageOwed message) {
    shelf.damaged().onOwed(message.hint(), message.isWritten());
    return this;
  }

  private Behavior<Command> onDamageRemoved(DamageRemoved message) {
    shelf.damaged().onRemoved(message.hint(), message.isStored());
    return this;
  }

  private Behavior<Command> onTick(Tick tick) {
    shelf.makeCertain();
    shelf.damaged().onTick();
    shelf.recount();
    delivery.onSight(tick.sight(), tick.peers());
    delivery.onTick(account.hints());
    HintsView.Home view =
        new HintsView.Home(
            account.hints(),
            account.bytes(),
            account.hints() == 0 ? 0 : delivery.oldestMillis(),
            delivered,
            shelf.damaged().met(),
            delivery.isDelivering(),
            delivery.lastError(),
            delivery.nextAttemptMillis());
    if (!view.equals(shown)) door.tell(new HintBuffers.HomeSeen(home, view));
    shown = view;
    return this;
  }

  private long now() {
    return node.wallMillis().getAsLong();
  }
}
