package io.gramme.handoff;

import io.gramme.admission.Admission;
import io.gramme.admission.Work;
import io.gramme.handoff.DeliveryRound.Cursor;
import io.gramme.handoff.DeliveryRound.Ending;
import io.gramme.handoff.DeliveryRound.Finished;
import io.gramme.handoff.DeliveryRound.Parcel;
import io.gramme.handoff.DeliveryRound.Trouble;
import io.gramme.handoff.DeliveryWindow.Bounds;
import io.gramme.handoff.DeliveryWindow.Progress;
import io.gramme.handoff.HintRules.Sight;
import io.gramme.machine.Step;
import io.gramme.membership.Peers;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import io.gramme.storage.HintStore.HintVisitor;
import io.gramme.storage.HintStore.Skipped;
import io.gramme.storage.StorageClosedException;
import io.gramme.storage.StorageFailedException;
import io.gramme.storage.StoreDamagedException;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.Vnodes;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Brings the hints of one home to the replicas, pass after pass: the shell of {@link
 * DeliveryRound}. Lives in the buffer of the home and in its turns.
 */
final class Delivery implements DeliveryEffect.Shell {

  /** A hint goes for good, so what replaces it must outlive a loss of power. */
  private static final Durability DURABILITY = Durability.SYNC;

  /**
   * What a delivery uses of its buffer.
   *
   * @param grants where admission answers
   * @param replies where replicas answer
   * @param current the hint that a read finds now
   * @param removal removes a hint that was just compared
   * @param skipped told what a scan could not read
   * @param owe has it written down that the home is owed what a request was about
   */
  record Buffer(
      ActorSystem<?> system,
      ActorRef<Admission.Answer> grants,
      ActorRef<VnodeProtocol.Reply> replies,
      Function<Place, Optional<Hint>> current,
      Consumer<Place> removal,
      Consumer<Skipped> skipped,
      Debtor owe) {}

  /** Writes down that the home is owed a partition, and says under the request how that went. */
  @FunctionalInterface
  interface Debtor {
    void owe(long request, int partition);
  }

  private final HintBuffers.Surroundings node;
  private final NodeId home;
  private final Buffer buffer;
  private Optional<Sight> sight = Optional.empty();
  private Peers peers = Peers.NONE;
  private DeliveryPlan plan;
  private DeliveryRound round =
      new Finished(new Trouble(Ending.COMPLETE, ""), new Progress(0, 0, 0));
  private long nextAttemptMillis;
  private long oldestMillis;
  private long oldestOfPass;

  /**
   * @param oldestMillis no hint has been kept since before that
   */
  Delivery(HintBuffers.Surroundings node, NodeId home, Buffer buffer, long oldestMillis) {
    this.node = node;
    this.home = home;
    this.buffer = buffer;
    this.oldestMillis = oldestMillis;
    this.oldestOfPass = oldestMillis;
    this.plan =
        DeliveryPlan.begin(node.rules().settings().scanEvery().toMillis(), millis(), dice());
    rescheduled();
  }

  /** A hint was kept since then. */
  void onKept(long sinceMillis) {
    oldestMillis = Math.min(oldestMillis, sinceMillis);
    oldestOfPass = Math.min(oldestOfPass, sinceMillis);
  }

  /** This is whom the node can reach. */
  void onSight(Sight now, Peers theirs) {
    boolean isChance =
        sight.isEmpty()
            || now.reaches(home) && !sight.get().reaches(home)
            || !now.ring().id().equals(sight.get().ring().id());
    peers = theirs;
    sight = Optional.of(now);
    if (isChance) {
      plan = plan.onChance(millis(), dice());
      rescheduled();
    }
    take(round.onReachable(now.reachable()));
  }

  /** Time has passed, and there are so many hints. */
  void onTick(long hints) {
    take(round.onTime(millis()));
    if (isDelivering()) return;
    if (hints == 0) oldestMillis = wall();
    boolean isDue =
        hints > 0
            && plan.isDue(millis())
            && sight.isPresent()
            && node.rules().mayDeliver(home, oldestMillis, sight.get(), wall());
    if (!isDue) return;
    oldestOfPass = wall();
    var settings = node.rules().settings();
    Bounds bounds =
        new Bounds(settings.window(), settings.windowBytes(), settings.patience().toMillis());
    take(DeliveryRound.begin(bounds, ((Finished) round).progress().lastRequest(), millis()));
  }

  /** Admission has answered; a refusal is forgotten, and asked again after the patience. */
  void onAdmission(Admission.Answer answer) {
    if (answer instanceof Admission.Granted) take(round.onGranted());
  }

  /** A replica has answered. */
  void onReply(VnodeProtocol.Reply reply) {
    if (reply instanceof VnodeProtocol.Stored) take(round.onStored(reply.request()));
    if (reply instanceof VnodeProtocol.Refused refused)
      take(round.onRefused(refused.request(), refused.why()));
  }

  /** What is owed was written down, or could not be. */
  void onOwed(long request, boolean isWritten) {
    take(round.onOwed(request, isWritten));
  }

  boolean isDelivering() {
    return !(round instanceof Finished);
  }

  /** What hindered the last pass, empty if nothing did. */
  String lastError() {
    return round instanceof Finished finished
        ? finished.trouble().what()
        : ((DeliveryRound.Delivering) round).trouble().what();
  }

  long nextAttemptMillis() {
    return nextAttemptMillis;
  }

  long oldestMillis() {
    return oldestMillis;
  }

  private void take(Step<DeliveryRound, DeliveryEffect> step) {
    boolean hasEnded = isDelivering() && step.next() instanceof Finished;
    round = step.next();
    if (hasEnded) onEnded((Finished) round);
    step.effects().forEach(effect -> effect.performOn(this));
  }

  private void onEnded(Finished finished) {
    Ending ending = finished.trouble().ending();
    plan = plan.onEnded(ending, finished.progress().confirmed(), millis(), dice());
    if (ending == Ending.COMPLETE) oldestMillis = oldestOfPass;
    rescheduled();
  }

  @Override
  public void askSlice() {
    node.admission().tell(new Admission.Ask(Work.HANDOFF, buffer.grants()));
  }

  @Override
  public void read(Cursor from, int most, long bytes) {
    if (sight.isEmpty()) return;
    PageReading reading =
        new PageReading(
            from,
            most,
            bytes,
            (place, hint) -> node.rules().recipient(home, place, hint, sight.get(), wall()));
    try {
      buffer.skipped().accept(scan(from, reading));
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      take(round.onUnreadable(String.valueOf(e.getMessage())));
      return;
    }
    oldestOfPass = Math.min(oldestOfPass, reading.oldestMillis());
    take(round.onPage(reading.page(), millis()));
  }

  private Skipped scan(Cursor from, HintVisitor visitor) {
    if (!(from instanceof DeliveryRound.Behind behind)) return node.store().forEach(home, visitor);
    Place place = behind.place();
    return node.store().forEachAfter(home, place.partition(), place.key(), visitor);
  }

  @Override
  public void send(long request, Parcel parcel) {
    var record = parcel.hint().record();
    door(parcel.to().node())
        .tell(
            new VnodeProtocol.Merge(
                request,
                parcel.place().partition(),
                parcel.place().key(),
                record.siblings(),
                record.terms(),
                Occasion.HANDOFF,
                DURABILITY,
                wall() + node.rules().settings().patience().toMillis(),
                buffer.replies()));
  }

  private ActorRef<VnodeProtocol.Command> door(NodeId to) {
    if (to.equals(node.self())) return node.vnodes();
    return peers
        .peer(to)
        .map(
            known ->
                ActorRefResolver.get(buffer.system())
                    .<VnodeProtocol.Command>resolveActorRef(
                        known.address() + "/user/" + Vnodes.PATH))
        .orElseGet(() -> buffer.system().ignoreRef());
  }

  @Override
  public void owe(long request, int partition) {
    buffer.owe().owe(request, partition);
  }

  @Override
  public void check(long request, Parcel parcel) {
    boolean isConfirmed =
        buffer
            .current()
            .apply(parcel.place())
            .filter(now -> HintRules.isConfirmed(parcel.hint(), now))
            .isPresent();
    take(round.onChecked(request, isConfirmed));
  }

  @Override
  public void remove(Parcel parcel) {
    buffer.removal().accept(parcel.place());
  }

  private void rescheduled() {
    nextAttemptMillis = wall() + Math.max(0, plan.nextMillis() - millis());
  }

  private long wall() {
    return node.wallMillis().getAsLong();
  }

  /** A clock that never goes back. */
  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private static double dice() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
