package io.gramme.simulation;

import io.gramme.handoff.DeliveryEffect;
import io.gramme.handoff.DeliveryPlan;
import io.gramme.handoff.DeliveryRound;
import io.gramme.handoff.DeliveryRound.Behind;
import io.gramme.handoff.DeliveryRound.Cursor;
import io.gramme.handoff.DeliveryRound.End;
import io.gramme.handoff.DeliveryRound.Ending;
import io.gramme.handoff.DeliveryRound.Finished;
import io.gramme.handoff.DeliveryRound.Page;
import io.gramme.handoff.DeliveryRound.Parcel;
import io.gramme.handoff.DeliveryRound.Trouble;
import io.gramme.handoff.DeliveryWindow.Bounds;
import io.gramme.handoff.DeliveryWindow.Progress;
import io.gramme.handoff.HintRules;
import io.gramme.handoff.HintRules.Recipient;
import io.gramme.handoff.HintRules.Sight;
import io.gramme.handoff.Place;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import io.gramme.vnode.VnodeProtocol.Occasion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Real {@link DeliveryRound}s in a simulated process, for one home, pass after pass. */
final class Delivery implements DeliveryEffect.Shell {

  private static final int MOST_PAUSE_MILLIS = 50;

  private final NodeProcess process;
  private final Hints hints;
  private final NodeId home;
  private DeliveryPlan plan;
  private DeliveryRound round =
      new Finished(new Trouble(Ending.COMPLETE, ""), new Progress(0, 0, 0));
  private boolean wasReachable;
  private long oldestMillis;
  private long oldestOfPass;

  Delivery(NodeProcess process, Hints hints, NodeId home) {
    this.process = process;
    this.hints = hints;
    this.home = home;
    this.plan =
        DeliveryPlan.begin(hints.rules().settings().scanEvery().toMillis(), now(), chance());
  }

  void onKept(long sinceMillis) {
    oldestMillis = Math.min(oldestMillis, sinceMillis);
    oldestOfPass = Math.min(oldestOfPass, sinceMillis);
  }

  void onReachable() {
    boolean isReachable = process.reachable().contains(home);
    if (isReachable && !wasReachable) plan = plan.onChance(now(), chance());
    wasReachable = isReachable;
    take(round.onReachable(process.reachable()));
  }

  void onTick() {
    take(round.onTime(now()));
    if (!(round instanceof Finished finished)) return;
    boolean hasHints = !ofHome().isEmpty();
    if (!hasHints) oldestMillis = wall();
    if (!hasHints || !plan.isDue(now())) return;
    if (!hints.rules().mayDeliver(home, oldestMillis, sight(), wall())) return;
    oldestOfPass = wall();
    var settings = hints.rules().settings();
    Bounds bounds =
        new Bounds(settings.window(), settings.windowBytes(), settings.patience().toMillis());
    take(DeliveryRound.begin(bounds, finished.progress().lastRequest(), now()));
  }

  private void take(Step<DeliveryRound, DeliveryEffect> step) {
    boolean hasEnded = !(round instanceof Finished) && step.next() instanceof Finished;
    round = step.next();
    if (hasEnded) onEnded((Finished) round);
    step.effects().forEach(effect -> effect.performOn(this));
  }

  private void onEnded(Finished finished) {
    Ending ending = finished.trouble().ending();
    plan = plan.onEnded(ending, finished.progress().confirmed(), now(), chance());
    if (ending == Ending.COMPLETE) oldestMillis = oldestOfPass;
  }

  /** Where the background is busy most askings come to nothing, and are repeated. */
  @Override
  public void askSlice() {
    if (process.cluster().scenario().isBusy() && !process.dice().chance(50)) return;
    process.after(process.dice().between(1, MOST_PAUSE_MILLIS), () -> take(round.onGranted()));
  }

  @Override
  public void read(Cursor from, int most, long bytes) {
    List<Parcel> parcels = new ArrayList<>();
    long room = bytes;
    Cursor last = from;
    for (Map.Entry<HintPlace, Hint> each : behind(from).entrySet()) {
      Item item = hints.item(each.getKey());
      long itsBytes = HintRules.bytesOf(item.key(), each.getValue());
      boolean isFull = parcels.size() >= most || room <= 0 || !parcels.isEmpty() && itsBytes > room;
      if (isFull) {
        take(round.onPage(new Page(parcels, last), now()));
        return;
      }
      Place place = new Place(item.partition(), item.key());
      last = new Behind(place);
      oldestOfPass = Math.min(oldestOfPass, each.getValue().sinceMillis());
      Optional<Recipient> to =
          hints.rules().recipient(home, place, each.getValue(), sight(), wall());
      if (to.isEmpty()) continue;
      parcels.add(new Parcel(place, each.getValue(), itsBytes, to.get()));
      room -= itsBytes;
    }
    take(round.onPage(new Page(parcels, new End()), now()));
  }

  private SortedMap<HintPlace, Hint> behind(Cursor from) {
    return from instanceof Behind behind
        ? new TreeMap<>(ofHome().tailMap(after(place(behind.place()))))
        : new TreeMap<>(ofHome());
  }

  private SortedMap<HintPlace, Hint> ofHome() {
    return hints
        .disk()
        .seen()
        .subMap(new HintPlace(home, 0), new HintPlace(home, Integer.MAX_VALUE));
  }

  private static HintPlace after(HintPlace place) {
    return new HintPlace(place.home(), place.item() + 1);
  }

  private HintPlace place(Place place) {
    return new HintPlace(home, process.cluster().itemOf(place.key()).number());
  }

  @Override
  public void send(long request, Parcel parcel) {
    Item item = process.cluster().itemOf(parcel.place().key());
    NodeId to = parcel.to().node();
    var record = parcel.hint().record();
    process.note(
        item, "brings home to", to, home, process.oracleOf(item).numbersOf(record.siblings()));
    long deadline = wall() + hints.rules().settings().patience().toMillis();
    if (process.has(PlantedFault.FORGET_HINT_ON_SENDING)) hints.remove(place(parcel.place()));
    process.tell(
        to,
        there ->
            there
                .replica()
                .merge(
                    item,
                    record.siblings(),
                    record.terms(),
                    Occasion.HANDOFF,
                    Durability.SYNC,
                    deadline,
                    () -> there.answer(process, () -> take(round.onStored(request))),
                    why -> there.answer(process, () -> take(round.onRefused(request, why)))));
  }

  @Override
  public void owe(long request, int partition) {
    hints.debts().onFound(home, partition, isWritten -> take(round.onOwed(request, isWritten)));
  }

  @Override
  public void check(long request, Parcel parcel) {
    Optional<Hint> now = Optional.ofNullable(hints.disk().seen().get(place(parcel.place())));
    boolean isConfirmed =
        now.isPresent()
            && (process.has(PlantedFault.FORGET_CHANGED_HINT)
                || HintRules.isConfirmed(parcel.hint(), now.get()));
    take(round.onChecked(request, isConfirmed));
  }

  @Override
  public void remove(Parcel parcel) {
    hints.remove(place(parcel.place()));
  }

  private Sight sight() {
    return new Sight(process.cluster().scenario().ring(), process.reachable());
  }

  private long wall() {
    return process.machine().wallMillis();
  }

  /** A clock that never goes back. */
  private long now() {
    return process.cluster().timeline().nowMillis();
  }

  private double chance() {
    return process.dice().random().nextDouble();
  }
}
