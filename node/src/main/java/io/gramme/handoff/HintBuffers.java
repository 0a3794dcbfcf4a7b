package io.gramme.handoff;

import io.gramme.admission.Admission;
import io.gramme.causality.HybridClock;
import io.gramme.causality.LocalRecord;
import io.gramme.handoff.HintProtocol.CountHints;
import io.gramme.handoff.HintProtocol.HintsCounted;
import io.gramme.handoff.HintProtocol.Keep;
import io.gramme.handoff.HintProtocol.Look;
import io.gramme.handoff.HintProtocol.MakeFor;
import io.gramme.handoff.HintProtocol.Owe;
import io.gramme.handoff.HintRules.Sight;
import io.gramme.handoff.OwedPlan.Range;
import io.gramme.membership.Peers;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.DamagedHint;
import io.gramme.storage.HintStore;
import io.gramme.storage.StorageClosedException;
import io.gramme.storage.StorageFailedException;
import io.gramme.storage.StoreDamagedException;
import io.gramme.vnode.RecordRules.Change;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The door to what this node keeps for others, at a path that peers know (hinted handoff, Dynamo
 * §4.6): one buffer for each home, and what is owed to the homes. Reads the disk in place, so it
 * must run on a dispatcher that may block.
 */
public final class HintBuffers extends AbstractBehavior<HintBuffers.Command> {

  /** Where peers find it. */
  public static final String PATH = "hints";

  private static final Duration TICK = Duration.ofMillis(500);

  /** What it can be told, beside {@link HintProtocol.Command}. */
  public sealed interface Command {}

  /** A peer came, went or moved. */
  public record PeersChanged(Peers peers) implements Command {}

  /** The ring was read from disk, or has changed. */
  public record RingChanged(Ring ring) implements Command {}

  private record Asked(HintProtocol.Command message) implements Command {}

  private record DebtWritten(Range range, long number, boolean isWritten) implements Command {}

  private record RangeRepaired(Range range, long number) implements Command {}

  private record TickDue() implements Command {}

  /** All hints for a home from earlier starts were looked through, as far as they can be read. */
  record HomeCounted(NodeId home, boolean isWhole) implements Command {}

  /** How a home's hints stand now. */
  record HomeSeen(NodeId home, HintsView.Home view) implements Command {}

  /** A home lacks something whose hint is to go; a buffer wants it written down first. */
  record DebtFound(NodeId home, int partition, long request, ActorRef<HintBuffer.Command> replyTo)
      implements Command {}

  /** A hint cannot be read; a buffer wants what its home misses written down first. */
  record DamageFound(DamagedHint hint, ActorRef<HintBuffer.Command> replyTo) implements Command {}

  /**
   * What the hints of a node are given.
   *
   * @param self the node
   * @param incarnation of the database of hints now; asked anew for every version that is made
   * @param vnodes the door to this node's own
   * @param rules what is decided by
   * @param clock the node's
   * @param freshActors 64 random bits each
   * @param wallMillis the wall clock, for deadlines and ages
   * @param clockToleranceMillis how much the clocks of two nodes may differ before a deadline of
   *     one means nothing to the other
   * @param stats the node's
   * @param view told whenever something has changed
   */
  public record Surroundings(
      NodeId self,
      HintStore store,
      LongSupplier incarnation,
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<Admission.Command> admission,
      HintRules rules,
      HybridClock clock,
      LongSupplier freshActors,
      LongSupplier wallMillis,
      long clockToleranceMillis,
      NodeStats stats,
      Consumer<HintsView> view) {}

  private final Surroundings node;
  private final HintLedger ledger;
  private final Debts debts;
  private final Map<NodeId, ActorRef<HintBuffer.Command>> buffers = new HashMap<>();
  private final SortedMap<NodeId, HintsView.Home> homes = new TreeMap<>();
  private final Set<NodeId> uncounted = new HashSet<>();
  private boolean isWhole = true;
  private Peers peers = Peers.NONE;
  private Optional<Ring> ring = Optional.empty();
  private HintsView shown = HintsView.NONE;

  /** Of any type, since {@link HintProtocol.Command} is sealed apart from its own commands. */
  public static Behavior<Object> create(Surroundings node) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(new TickDue(), TICK);
                      return new HintBuffers(context, node);
                    }));
    return Behaviors.transformMessages(
        Object.class,
        behavior,
        messages ->
            messages
                .match(Command.class, command -> command)
                .match(HintProtocol.Command.class, Asked::new));
  }

  private HintBuffers(ActorContext<Command> context, Surroundings node) {
    super(context);
    this.node = node;
    this.ledger = new HintLedger(node.rules().settings().bytesLimit());
    ActorRef<Command> here = context.getSelf();
    this.debts =
        new Debts(
            context,
            node,
            (range, number, isWritten) -> here.tell(new DebtWritten(range, number, isWritten)),
            (range, number) -> here.tell(new RangeRepaired(range, number)));
    try {
      uncounted.addAll(node.store().homes());
      uncounted.forEach(this::buffer);
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      context.getLog().error("The homes of the hints could not be read", e);
      isWhole = false;
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Asked.class, this::onAsked)
        .onMessage(PeersChanged.class, this::onPeersChanged)
        .onMessage(RingChanged.class, this::onRingChanged)
        .onMessage(HomeCounted.class, this::onHomeCounted)
        .onMessage(HomeSeen.class, this::onHomeSeen)
        .onMessage(DebtFound.class, this::onDebtFound)
        .onMessage(DamageFound.class, this::onDamageFound)
        .onMessage(DebtWritten.class, this::onDebtWritten)
        .onMessage(RangeRepaired.class, this::onRangeRepaired)
        .onMessage(TickDue.class, this::onTickDue)
        .build();
  }

  private Behavior<Command> onAsked(Asked asked) {
    HintProtocol.Command message = asked.message();
    if (message instanceof Keep keep) onKeep(keep);
    else if (message instanceof MakeFor make) onMakeFor(make);
    else if (message instanceof Look look) onLook(look);
    else if (message instanceof CountHints count) onCountHints(count);
    else onOwe((Owe) message);
    return this;
  }

  private void onKeep(Keep keep) {
    Optional<Reason> why = refusal(keep.home(), keep.partition());
    if (why.isPresent()) {
      refuse(keep.request(), keep.replyTo(), why.get());
      return;
    }
    ledger.enter(keep.partition());
    buffer(keep.home()).tell(new HintBuffer.KeepAsked(keep));
  }

  private void onMakeFor(MakeFor make) {
    Optional<Reason> why = refusal(make.home(), make.partition());
    if (why.isPresent()) {
      refuse(make.request(), make.replyTo(), why.get());
      return;
    }
    ledger.enter(make.partition());
    buffer(make.home()).tell(new HintBuffer.MakeAsked(make));
  }

  /** Why nothing is kept for a home, if so. */
  private Optional<Reason> refusal(NodeId home, int partition) {
    if (ring.isEmpty() || !uncounted.isEmpty()) return Optional.of(Reason.OVERLOADED);
    boolean isKnown = ring.get().participants().contains(home) || buffers.containsKey(home);
    boolean isThere = partition >= 0 && partition < ring.get().partitions();
    return isKnown && isThere ? Optional.empty() : Optional.of(Reason.NO_SUCH_PARTITION);
  }

  private void refuse(long request, ActorRef<VnodeProtocol.Reply> replyTo, Reason why) {
    node.stats().count(Counter.HINTS_REFUSED);
    replyTo.tell(new Refused(request, node.self(), why));
  }

  private void onLook(Look look) {
    if (isStale(look.deadlineMillis())) {
      node.stats().count(Counter.STALE_DROPPED);
      look.replyTo().tell(new Refused(look.request(), node.self(), Reason.STALE));
      return;
    }
    try {
      LocalRecord all = LocalRecord.NONE;
      for (NodeId home : buffers.keySet()) {
        Optional<HintStore.Hint> hint = node.store().get(home, look.partition(), look.key());
        if (hint.isPresent()) all = merged(all, hint.get().record());
      }
      look.replyTo()
          .tell(new Found(look.request(), node.self(), all.siblings(), all.terms(), false));
    } catch (StoreDamagedException e) {
      look.replyTo().tell(new Refused(look.request(), node.self(), Reason.RECORD_DAMAGED));
    } catch (StorageFailedException | StorageClosedException e) {
      look.replyTo().tell(new Refused(look.request(), node.self(), Reason.STORE_FAILED));
    }
  }

  private LocalRecord merged(LocalRecord some, LocalRecord more) {
    var change =
        node.rules().records().merge(some, more.siblings(), more.terms(), Occasion.HANDOFF);
    return change instanceof Change.Store store ? store.record() : some;
  }

  /** Says nothing as long as there may be hints that nobody has counted. */
  private void onCountHints(CountHints count) {
    if (isStale(count.deadlineMillis())) {
      node.stats().count(Counter.STALE_DROPPED);
      return;
    }
    if (!isCounted()) return;
    long hints = ledger.hintsIn(count.partition());
    count.replyTo().tell(new HintsCounted(count.request(), node.self(), hints));
  }

  private boolean isCounted() {
    return isWhole && uncounted.isEmpty();
  }

  private void onOwe(Owe owe) {
    boolean isThere =
        ring.isPresent()
            && ring.get().participants().contains(owe.home())
            && owe.partition() >= 0
            && owe.partition() < ring.get().partitions();
    if (isThere) debts.onMissed(new Range(owe.home(), owe.partition()));
  }

  private Behavior<Command> onPeersChanged(PeersChanged message) {
    peers = message.peers();
    tellBuffers();
    return this;
  }

  private Behavior<Command> onRingChanged(RingChanged message) {
    ring = Optional.of(message.ring());
    tellBuffers();
    return this;
  }

  private Behavior<Command> onHomeCounted(HomeCounted message) {
    uncounted.remove(message.home());
    isWhole &= message.isWhole();
    return this;
  }

  private Behavior<Command> onHomeSeen(HomeSeen message) {
    homes.put(message.home(), message.view());
    return this;
  }

  private Behavior<Command> onDebtFound(DebtFound message) {
    debts.onFound(
        new Range(message.home(), message.partition()),
        isWritten ->
            message.replyTo().tell(new HintBuffer.OwedWritten(message.request(), isWritten)));
    return this;
  }

  private Behavior<Command> onDamageFound(DamageFound message) {
    Consumer<Boolean> told =
        isWritten -> message.replyTo().tell(new HintBuffer.DamageOwed(message.hint(), isWritten));
    ring.ifPresentOrElse(
        known -> debts.onFound(HintRules.missing(message.hint(), known), told),
        () -> told.accept(false));
    return this;
  }

  private Behavior<Command> onDebtWritten(DebtWritten message) {
    debts.onWritten(message.range(), message.number(), message.isWritten());
    return this;
  }

  private Behavior<Command> onRangeRepaired(RangeRepaired message) {
    debts.onRepaired(message.range(), message.number());
    return this;
  }

  private Behavior<Command> onTickDue(TickDue message) {
    sight().ifPresent(sight -> debts.onTick(sight, peers));
    tellBuffers();
    HintsView view =
        new HintsView(
            isCounted(),
            homes,
            debts.byHome(),
            ledger.bytes(),
            node.rules().settings().bytesLimit());
    if (!view.equals(shown)) node.view().accept(view);
    shown = view;
    return this;
  }

  private void tellBuffers() {
    sight()
        .ifPresent(
            sight ->
                buffers.values().forEach(each -> each.tell(new HintBuffer.Tick(sight, peers))));
  }

  private Optional<Sight> sight() {
    Set<NodeId> reachable = new HashSet<>(peers.reachable());
    reachable.add(node.self());
    return ring.map(known -> new Sight(known, reachable));
  }

  private ActorRef<HintBuffer.Command> buffer(NodeId home) {
    ActorRef<HintBuffer.Command> known = buffers.get(home);
    if (known != null) return known;
    var surroundings =
        new HintBuffer.Surroundings(
            node, home, ledger, new HomeAccount(ledger), getContext().getSelf());
    if (!uncounted.contains(home)) surroundings.account().countedNone();
    ActorRef<HintBuffer.Command> buffer =
        getContext()
            .spawnAnonymous(
                Behaviors.supervise(HintBuffer.create(surroundings))
                    .onFailure(SupervisorStrategy.restart()),
                DispatcherSelector.fromConfig("gramme.vnode-dispatcher"));
    buffers.put(home, buffer);
    return buffer;
  }

  private boolean isStale(long deadlineMillis) {
    return node.wallMillis().getAsLong() > deadlineMillis + node.clockToleranceMillis();
  }
}
