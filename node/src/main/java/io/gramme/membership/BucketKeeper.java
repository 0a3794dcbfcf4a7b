package io.gramme.membership;

import io.gramme.buckets.BucketCatalog;
import io.gramme.buckets.BucketCatalog.Entry;
import io.gramme.buckets.BucketCatalog.Place;
import io.gramme.causality.HybridClock;
import io.gramme.causality.HybridTime;
import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.wire.ControlMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Keeps the bucket catalog on this node's disk and in step with every other node's: a change goes
 * to all reachable peers at once, and every second a peer in turn is asked whether it has the same.
 */
public final class BucketKeeper
    extends EventSourcedBehavior<BucketKeeper.Command, BucketKeeper.Adopted, BucketCatalog> {

  /** Where peers find it. */
  public static final String PATH = "buckets";

  public sealed interface Command {}

  /** Changes some properties at a place, or resets all of them. */
  public record Change(Place place, Map<String, Object> change, ActorRef<Outcome> replyTo)
      implements Command {}

  /** Gives a place its defaults again. */
  public record Reset(Place place, ActorRef<Outcome> replyTo) implements Command {}

  /** A peer came, went or moved. */
  public record PeersChanged(Peers peers) implements Command {}

  /** A peer asks whether we have what it has. */
  public record Compare(long digest, ActorRef<Entries> replyTo)
      implements Command, ControlMessage {}

  /** A peer tells us entries, and wants to hear once they are kept. */
  public record Entries(List<PlacedEntry> entries, NodeId from, long round)
      implements Command, ControlMessage {}

  /** A peer has kept the entries of a round. */
  public record Kept(NodeId from, long round) implements Command, ControlMessage {}

  private record GossipDue() implements Command {}

  private record PatienceEnded(long round) implements Command {}

  /** How a change ended. */
  public sealed interface Outcome {}

  /** Kept here, and by every peer that could be reached. */
  public record Done() implements Outcome {}

  /** There are too many buckets with properties of their own. */
  public record CatalogFull(int limit) implements Outcome {}

  /** An entry and its place, as they travel and as they are journalled. */
  public record PlacedEntry(
      String type, byte[] bucket, long time, String author, Map<String, Object> values) {

    static PlacedEntry of(Place place, Entry entry) {
      return new PlacedEntry(
          place.type(),
          place.bucket().bytes(),
          entry.time().packed(),
          entry.author(),
          entry.values());
    }

    Place place() {
      return new Place(type, Blob.wrap(bucket));
    }

    Entry entry() {
      return new Entry(new HybridTime(time), author, values);
    }
  }

  /** The journalled event: these entries were adopted. */
  public record Adopted(List<PlacedEntry> entries) implements ControlMessage {}

  private static final Duration GOSSIP_EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int SNAPSHOT_EVERY = 200;

  /**
   * What the keeper is given.
   *
   * @param published told the catalog once it is known, and at every change
   */
  public record Surroundings(NodeId self, HybridClock clock, Consumer<BucketCatalog> published) {}

  private record Waiting(Set<NodeId> awaited, ActorRef<Outcome> client) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Surroundings node;
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private Peers peers = Peers.NONE;
  private long lastRound;
  private int nextPeer;

  public static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new GossipDue(), GOSSIP_EVERY);
                  return new BucketKeeper(context, timers, node);
                }));
  }

  private BucketKeeper(
      ActorContext<Command> context, TimerScheduler<Command> timers, Surroundings node) {
    super(
        PersistenceId.ofUniqueId("buckets"),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0.2));
    this.context = context;
    this.timers = timers;
    this.node = node;
  }

  @Override
  public BucketCatalog emptyState() {
    return BucketCatalog.EMPTY;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2).withDeleteEventsOnSnapshot();
  }

  /** A snapshot has the form of the event that adopts everything in it. */
  @Override
  public SnapshotAdapter<BucketCatalog> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(BucketCatalog catalog) {
        return new Adopted(allOf(catalog));
      }

      @Override
      public BucketCatalog fromJournal(Object snapshot) {
        return with(BucketCatalog.EMPTY, (Adopted) snapshot);
      }
    };
  }

  @Override
  public CommandHandler<Command, Adopted, BucketCatalog> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Change.class, this::onChange)
        .onCommand(Reset.class, this::onReset)
        .onCommand(Entries.class, this::onEntries)
        .onCommand(Compare.class, this::onCompare)
        .onCommand(Kept.class, this::onKept)
        .onCommand(GossipDue.class, this::onGossipDue)
        .onCommand(PatienceEnded.class, this::onPatienceEnded)
        .onCommand(PeersChanged.class, this::onPeersChanged)
        .build();
  }

  @Override
  public EventHandler<BucketCatalog, Adopted> eventHandler() {
    return BucketKeeper::with;
  }

  private static BucketCatalog with(BucketCatalog catalog, Adopted adopted) {
    BucketCatalog next = catalog;
    for (PlacedEntry each : adopted.entries()) next = next.with(each.place(), each.entry());
    return next;
  }

  private static List<PlacedEntry> allOf(BucketCatalog catalog) {
    return catalog.entries().entrySet().stream()
        .map(each -> PlacedEntry.of(each.getKey(), each.getValue()))
        .toList();
  }

  @Override
  public SignalHandler<BucketCatalog> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (catalog, signal) -> node.published().accept(catalog))
        .build();
  }

  private Effect<Adopted, BucketCatalog> onChange(BucketCatalog catalog, Change change) {
    Entry entry =
        catalog.changed(change.place(), change.change(), node.clock().now(), node.self().value());
    return adopt(catalog, change.place(), entry, change.replyTo());
  }

  private Effect<Adopted, BucketCatalog> onReset(BucketCatalog catalog, Reset reset) {
    Entry entry = catalog.reset(reset.place(), node.clock().now(), node.self().value());
    return adopt(catalog, reset.place(), entry, reset.replyTo());
  }

  private Effect<Adopted, BucketCatalog> adopt(
      BucketCatalog catalog, Place place, Entry entry, ActorRef<Outcome> client) {
    if (catalog.isFullFor(place)) {
      client.tell(new CatalogFull(BucketCatalog.MOST_ENTRIES));
      return Effect().none();
    }
    List<PlacedEntry> entries = List.of(PlacedEntry.of(place, entry));
    return Effect()
        .persist(new Adopted(entries))
        .thenRun(
            now -> {
              node.published().accept(now);
              spread(entries, client);
            });
  }

  private void spread(List<PlacedEntry> entries, ActorRef<Outcome> client) {
    Set<NodeId> reachable = peers.reachable();
    long round = ++lastRound;
    for (NodeId peer : reachable) door(peer).tell(new Entries(entries, node.self(), round));
    if (reachable.isEmpty()) {
      client.tell(new Done());
      return;
    }
    waiting.put(round, new Waiting(new HashSet<>(reachable), client));
    timers.startSingleTimer(round, new PatienceEnded(round), PATIENCE);
  }

  private Effect<Adopted, BucketCatalog> onEntries(BucketCatalog catalog, Entries told) {
    List<PlacedEntry> wanted =
        told.entries().stream().filter(each -> catalog.wants(each.place(), each.entry())).toList();
    if (wanted.isEmpty()) {
      door(told.from()).tell(new Kept(node.self(), told.round()));
      return Effect().none();
    }
    return Effect()
        .persist(new Adopted(wanted))
        .thenRun(
            now -> {
              node.published().accept(now);
              door(told.from()).tell(new Kept(node.self(), told.round()));
            });
  }

  private Effect<Adopted, BucketCatalog> onCompare(BucketCatalog catalog, Compare compare) {
    if (compare.digest() != catalog.digest()) {
      compare.replyTo().tell(new Entries(allOf(catalog), node.self(), 0));
    }
    return Effect().none();
  }

  private Effect<Adopted, BucketCatalog> onKept(BucketCatalog catalog, Kept kept) {
    Waiting round = waiting.get(kept.round());
    if (round != null) {
      round.awaited().remove(kept.from());
      if (round.awaited().isEmpty()) finish(kept.round());
    }
    return Effect().none();
  }

  private Effect<Adopted, BucketCatalog> onPatienceEnded(
      BucketCatalog catalog, PatienceEnded ended) {
    finish(ended.round());
    return Effect().none();
  }

  private void finish(long round) {
    Waiting finished = waiting.remove(round);
    timers.cancel(round);
    if (finished != null) finished.client().tell(new Done());
  }

  private Effect<Adopted, BucketCatalog> onGossipDue(BucketCatalog catalog, GossipDue due) {
    List<NodeId> reachable = peers.reachable().stream().sorted().toList();
    if (!reachable.isEmpty()) {
      NodeId peer = reachable.get(nextPeer++ % reachable.size());
      door(peer).tell(new Compare(catalog.digest(), context.getSelf().narrow()));
    }
    return Effect().none();
  }

  private Effect<Adopted, BucketCatalog> onPeersChanged(
      BucketCatalog catalog, PeersChanged changed) {
    peers = changed.peers();
    return Effect().none();
  }

  private ActorRef<Command> door(NodeId peer) {
    return peers
        .peer(peer)
        .map(
            there ->
                ActorRefResolver.get(context.getSystem())
                    .<Command>resolveActorRef(there.address() + "/user/" + PATH))
        .orElseGet(() -> context.getSystem().ignoreRef());
  }
}
