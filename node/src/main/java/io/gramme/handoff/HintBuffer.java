package io.gramme.handoff;

import io.gramme.admission.Admission;
import io.gramme.handoff.HintProtocol.Keep;
import io.gramme.handoff.HintProtocol.MakeFor;
import io.gramme.handoff.HintRules.Decision;
import io.gramme.handoff.HintRules.Sight;
import io.gramme.membership.Peers;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.HintStore.Hint;
import io.gramme.storage.StorageClosedException;
import io.gramme.storage.StorageFailedException;
import io.gramme.storage.StoreDamagedException;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.RecordRules.Stamp;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Stored;
import java.util.Optional;
import java.util.function.Function;
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

  /** The most hints of which it is found out in one turn what the disk holds. */
  private static final int MOST_REWRITTEN = 64;

  /** What it can be told. */
  sealed interface Command {}

  record KeepAsked(Keep message) implements Command {}

  record MakeAsked(MakeFor message) implements Command {}

  /** Time has passed, and this is whom the node can reach. */
  record Tick(Sight sight, Peers peers) implements Command {}

  /** What the home is owed was written down, or could not be. */
  record OwedWritten(long request, boolean isWritten) implements Command {}

  private record WriteEnded(Place place, boolean isRemoval, boolean isStored) implements Command {}

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
  private final Delivery delivery;
  private long delivered;
  private HintsView.Home shown = new HintsView.Home(0, 0, 0, 0, false, "", 0);

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
    delivery =
        new Delivery(
            node,
            home,
            new Delivery.Buffer(
                context.getSystem(),
                context.messageAdapter(Admission.Answer.class, AdmissionAnswered::new),
                context.messageAdapter(VnodeProtocol.Reply.class, ReplicaReplied::new),
                this::current,
                this::remove,
                (request, partition) ->
                    door.tell(new HintBuffers.DebtFound(home, partition, request, here))),
            count());
  }

  /** Counts the hints of earlier starts, and says since when there is any. */
  private long count() {
    if (account.isCounted()) return 0;
    long[] oldest = {node.wallMillis().getAsLong()};
    boolean isWhole = true;
    try {
      node.store()
          .forEach(
              home,
              (partition, key, hint, storedBytes) -> {
                account.found(new Place(partition, key), HintRules.bytesOf(key, hint));
                oldest[0] = Math.min(oldest[0], hint.sinceMillis());
                return true;
              });
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      getContext().getLog().error("The hints for {} could not be counted", home, e);
      isWhole = false;
    }
    account.counted();
    door.tell(new HintBuffers.HomeCounted(home, isWhole));
    return oldest[0];
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
        .onMessage(Tick.class, this::onTick)
        .build();
  }

  private Behavior<Command> onKeepAsked(KeepAsked message) {
    Keep keep = message.message();
    Place place = new Place(keep.partition(), keep.key());
    Asker asker = new Asker(keep.request(), keep.deadlineMillis(), keep.replyTo());
    node.clock().observe(keep.siblings().latestTime());
    try {
      change(
          place,
          asker,
          keep.durability(),
          before -> node.rules().keep(before, keep.siblings(), keep.terms(), now()),
          stored -> new Stored(keep.request(), node.self()));
    } finally {
      ledger.leave(place.partition());
    }
    return this;
  }

  private Behavior<Command> onMakeAsked(MakeAsked message) {
    MakeFor make = message.message();
    Place place = new Place(make.partition(), make.key());
    Asker asker = new Asker(make.request(), make.deadlineMillis(), make.replyTo());
    try {
      change(
          place,
          asker,
          make.durability(),
          before -> {
            var stamp =
                new Stamp(node.clock().now(), node.incarnation().getAsLong(), node.freshActors());
            return node.rules()
                .make(before, make.seen(), make.payload(), make.terms(), stamp, now());
          },
          stored -> new Made(make.request(), node.self(), stored.record().siblings()));
    } finally {
      ledger.leave(place.partition());
    }
    return this;
  }

  /** Who waits for an answer, and until when. */
  private record Asker(long request, long deadlineMillis, ActorRef<VnodeProtocol.Reply> replyTo) {}

  private void change(
      Place place,
      Asker asker,
      Durability durability,
      Function<Hint, Decision> decide,
      Function<Hint, VnodeProtocol.Reply> done) {
    if (now() > asker.deadlineMillis() + node.clockToleranceMillis()) {
      node.stats().count(Counter.STALE_DROPPED);
      refuse(asker, Reason.STALE);
      return;
    }
    if (account.isInDoubt()) {
      refuse(asker, Reason.STORE_FAILED);
      return;
    }
    Optional<Hint> found;
    try {
      found = node.store().get(home, place.partition(), place.key());
    } catch (StoreDamagedException e) {
      getContext().getLog().error("A hint is damaged: {}", e.getMessage());
      refuse(asker, Reason.RECORD_DAMAGED);
      return;
    } catch (StorageFailedException | StorageClosedException e) {
      getContext().getLog().warn("A hint could not be read: {}", e.getMessage());
      refuse(asker, Reason.STORE_FAILED);
      return;
    }
    Decision decision = decide.apply(found.orElseGet(() -> HintRules.nothing(now())));
    if (decision instanceof Decision.Refuse refused) {
      refuse(asker, refused.why());
      return;
    }
    Hint after = ((Decision.Store) decision).hint();
    if (!account.begin(place, bytes(place, found), HintRules.bytesOf(place.key(), after))) {
      refuse(asker, Reason.HINTS_FULL);
      return;
    }
    delivery.onKept(after.sinceMillis());
    put(place, after, durability, new Keeping(place, asker, done.apply(after)));
  }

  private void put(Place place, Hint hint, Durability durability, WriteListener listener) {
    node.store().put(home, place.partition(), place.key(), hint, durability, listener);
  }

  /** Answers from the writer's thread: the reply says what happened on disk, and nothing else. */
  private final class Keeping implements WriteListener {

    private final WriteListener account;
    private final Asker asker;
    private final VnodeProtocol.Reply done;

    Keeping(Place place, Asker asker, VnodeProtocol.Reply done) {
      this.account = new Accounting(place, false, getContext().getSelf());
      this.asker = asker;
      this.done = done;
    }

    @Override
    public void stored() {
      account.stored();
      node.stats().count(Counter.HINTS_KEPT);
      asker.replyTo().tell(done);
    }

    @Override
    public void failed(WriteFailure why) {
      account.failed(why);
      refuse(asker, reason(why));
    }
  }

  /** Tells the buffer how a write ended. */
  private record Accounting(Place place, boolean isRemoval, ActorRef<Command> buffer)
      implements WriteListener {

    @Override
    public void stored() {
      buffer.tell(new WriteEnded(place, isRemoval, true));
    }

    @Override
    public void failed(WriteFailure why) {
      buffer.tell(new WriteEnded(place, isRemoval, false));
    }
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

  private Behavior<Command> onTick(Tick tick) {
    account.doubtful(MOST_REWRITTEN).forEach(this::makeCertain);
    delivery.onSight(tick.sight(), tick.peers());
    delivery.onTick(account.hints());
    HintsView.Home view =
        new HintsView.Home(
            account.hints(),
            account.bytes(),
            account.hints() == 0 ? 0 : delivery.oldestMillis(),
            delivered,
            delivery.isDelivering(),
            delivery.lastError(),
            delivery.nextAttemptMillis());
    if (!view.equals(shown)) door.tell(new HintBuffers.HomeSeen(home, view));
    shown = view;
    return this;
  }

  /** After a failure: writes once more what a read finds, so that the disk holds just that. */
  private void makeCertain(Place place) {
    try {
      Optional<Hint> found = node.store().get(home, place.partition(), place.key());
      account.rewriting(place, bytes(place, found));
      var ended = new Accounting(place, false, getContext().getSelf());
      found.ifPresentOrElse(
          hint -> put(place, hint, Durability.OS, ended), () -> delete(place, ended));
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      getContext().getLog().warn("A hint could not be read: {}", e.getMessage());
    }
  }

  /** What a read finds; nothing where it cannot be told. */
  private Optional<Hint> current(Place place) {
    try {
      return node.store().get(home, place.partition(), place.key());
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      getContext().getLog().warn("A hint could not be read: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void remove(Place place) {
    if (account.isInDoubt() || !account.begin(place, bytes(place, current(place)), 0)) return;
    delete(place, new Accounting(place, true, getContext().getSelf()));
  }

  /**
   * For good: from then on the hint does not keep its partition's tombstones from being forgotten,
   * so no loss of power may bring it back.
   */
  private void delete(Place place, WriteListener listener) {
    node.store().delete(home, place.partition(), place.key(), Durability.SYNC, listener);
  }

  private void refuse(Asker asker, Reason why) {
    node.stats().count(Counter.HINTS_REFUSED);
    asker.replyTo().tell(new Refused(asker.request(), node.self(), why));
  }

  private static Reason reason(WriteFailure why) {
    return switch (why) {
      case OVERLOADED -> Reason.OVERLOADED;
      case DISK_FULL -> Reason.DISK_FULL;
      default -> Reason.STORE_FAILED;
    };
  }

  private static long bytes(Place place, Optional<Hint> hint) {
    return hint.map(there -> HintRules.bytesOf(place.key(), there)).orElse(0L);
  }

  private long now() {
    return node.wallMillis().getAsLong();
  }
}
