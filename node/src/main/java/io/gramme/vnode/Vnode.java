package io.gramme.vnode;

import io.gramme.causality.HybridClock;
import io.gramme.causality.LocalRecord;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Blob;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.Scrubbed;
import io.gramme.storage.StorageClosedException;
import io.gramme.storage.StorageFailedException;
import io.gramme.storage.Store;
import io.gramme.storage.StoreDamagedException;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.RecordRules.Change;
import io.gramme.vnode.RecordRules.Stamp;
import io.gramme.vnode.VnodeProtocol.AskHeld;
import io.gramme.vnode.VnodeProtocol.Command;
import io.gramme.vnode.VnodeProtocol.Confirm;
import io.gramme.vnode.VnodeProtocol.Confirmed;
import io.gramme.vnode.VnodeProtocol.Fence;
import io.gramme.vnode.VnodeProtocol.Fenced;
import io.gramme.vnode.VnodeProtocol.FetchSlice;
import io.gramme.vnode.VnodeProtocol.FindTombstones;
import io.gramme.vnode.VnodeProtocol.Forget;
import io.gramme.vnode.VnodeProtocol.Forgotten;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.GetBranches;
import io.gramme.vnode.VnodeProtocol.GetLeaves;
import io.gramme.vnode.VnodeProtocol.GetRoots;
import io.gramme.vnode.VnodeProtocol.ListSlice;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.ScrubSlice;
import io.gramme.vnode.VnodeProtocol.Shed;
import io.gramme.vnode.VnodeProtocol.SliceScrubbed;
import io.gramme.vnode.VnodeProtocol.Stored;
import io.gramme.vnode.VnodeProtocol.WasShed;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The replica of one partition on this node. Reads its store in place, so it runs on a dispatcher
 * that may block; writes go to the store's group commit, which answers the asker.
 */
public final class Vnode extends AbstractBehavior<Command> {

  /**
   * What every vnode of a node is given.
   *
   * @param self the node
   * @param rules what it decides by
   * @param clock the node's
   * @param incarnation of the store now; asked anew for every write
   * @param freshActors 64 random bits each
   * @param wallMillis the wall clock, for deadlines
   * @param clockToleranceMillis how much the clocks of two nodes may differ before a deadline of
   *     one means nothing to the other
   * @param stats the node's
   * @param knowledge whether "nothing there" is to be believed of this node
   * @param fences which requests come from too old a view of the ring
   */
  public record Surroundings(
      NodeId self,
      RecordRules rules,
      HybridClock clock,
      LongSupplier incarnation,
      LongSupplier freshActors,
      LongSupplier wallMillis,
      long clockToleranceMillis,
      NodeStats stats,
      Knowledge knowledge,
      Fences fences) {

    /** With fences of its own, of a node that does not know its ring yet. */
    public Surroundings(
        NodeId self,
        RecordRules rules,
        HybridClock clock,
        LongSupplier incarnation,
        LongSupplier freshActors,
        LongSupplier wallMillis,
        long clockToleranceMillis,
        NodeStats stats,
        Knowledge knowledge) {
      this(
          self,
          rules,
          clock,
          incarnation,
          freshActors,
          wallMillis,
          clockToleranceMillis,
          stats,
          knowledge,
          new Fences());
    }
  }

  private final Store store;
  private final Surroundings node;
  private final Survey survey;

  public static Behavior<Command> create(Store store, Surroundings node) {
    return Behaviors.setup(context -> new Vnode(context, store, node));
  }

  private Vnode(ActorContext<Command> context, Store store, Surroundings node) {
    super(context);
    this.store = store;
    this.node = node;
    this.survey = new Survey(store, node.self());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Get.class, this::onGet)
        .onMessage(Make.class, this::onMake)
        .onMessage(Merge.class, this::onMerge)
        .onMessage(GetRoots.class, get -> answer(get, () -> survey.roots(get)))
        .onMessage(GetBranches.class, get -> answer(get, () -> survey.branches(get)))
        .onMessage(GetLeaves.class, get -> answer(get, () -> survey.leaves(get)))
        .onMessage(Confirm.class, this::onConfirm)
        .onMessage(Forget.class, this::onForget)
        .onMessage(FindTombstones.class, find -> answer(find, () -> survey.tombstones(find)))
        .onMessage(ScrubSlice.class, this::onScrubSlice)
        .onMessage(Fence.class, this::onFence)
        .onMessage(FetchSlice.class, fetch -> answer(fetch, () -> survey.slice(fetch)))
        .onMessage(AskHeld.class, ask -> answer(ask, () -> survey.held(ask)))
        .onMessage(Shed.class, this::onShed)
        .onMessage(ListSlice.class, this::onListSlice)
        .build();
  }

  private Behavior<Command> onGet(Get get) {
    node.stats().count(Counter.VNODE_READS);
    withRecord(
        get,
        get.key(),
        record ->
            get.replyTo()
                .tell(
                    new Found(
                        get.request(),
                        node.self(),
                        record.siblings(),
                        record.terms(),
                        node.knowledge().knows(get.partition()))));
    return this;
  }

  private Behavior<Command> onMake(Make make) {
    withRecord(
        make,
        make.key(),
        record -> {
          var stamp =
              new Stamp(node.clock().now(), node.incarnation().getAsLong(), node.freshActors());
          Change change =
              node.rules().make(record, make.seen(), make.payload(), make.terms(), stamp);
          take(
              make,
              make.key(),
              record,
              change,
              make.durability(),
              stored -> new Made(make.request(), node.self(), stored.siblings()));
        });
    return this;
  }

  private Behavior<Command> onMerge(Merge merge) {
    node.clock().observe(merge.siblings().latestTime());
    withRecord(
        merge,
        merge.key(),
        record ->
            take(
                merge,
                merge.key(),
                record,
                node.rules().merge(record, merge.siblings(), merge.terms(), merge.occasion()),
                merge.durability(),
                stored -> new Stored(merge.request(), node.self())));
    return this;
  }

  /** Stores again, synced, what is held exactly so: then it is so after any crash. */
  private Behavior<Command> onConfirm(Confirm confirm) {
    var tickets =
        new Tickets(
            synced ->
                confirm.replyTo().tell(new Confirmed(confirm.request(), node.self(), synced)));
    return eachExactly(
        confirm,
        confirm.entries(),
        (entry, record) ->
            store.put(entry.key(), record, record, Durability.SYNC, tickets.ticket(entry)),
        tickets);
  }

  private Behavior<Command> onForget(Forget forget) {
    var tickets =
        new Tickets(
            gone -> {
              node.stats().count(Counter.TOMBSTONES_REAPED, gone.size());
              forget.replyTo().tell(new Forgotten(forget.request(), node.self(), gone.size()));
            });
    return eachExactly(
        forget,
        forget.entries(),
        (entry, record) -> {
          if (record.siblings().isDeleted())
            store.delete(entry.key(), record, Durability.OS, tickets.ticket(entry));
        },
        tickets);
  }

  /** Does something to each record that is exactly as the entry says, and then closes. */
  private Behavior<Command> eachExactly(
      Command command,
      List<LeafEntry> entries,
      BiConsumer<LeafEntry, LocalRecord> use,
      Tickets tickets) {
    whileFresh(
        command,
        () -> {
          for (LeafEntry entry : entries) {
            LocalRecord record = store.get(entry.key());
            if (Survey.isExactly(entry, record)) use.accept(entry, record);
          }
          tickets.close();
        });
    return this;
  }

  private Behavior<Command> onScrubSlice(ScrubSlice scrub) {
    return answer(
        scrub,
        () -> {
          Optional<Blob> after = Optional.of(scrub.after()).filter(place -> place.size() > 0);
          Scrubbed slice = store.scrub(after, scrub.limit());
          if (!slice.removed().isEmpty()) node.knowledge().doubt(scrub.partition());
          node.stats().count(Counter.SCRUB_RECORDS, slice.entries());
          node.stats().count(Counter.SCRUB_TREES_MENDED, slice.mended());
          node.stats().count(Counter.SCRUB_DAMAGED, slice.removed().size());
          return new SliceScrubbed(
              scrub.request(),
              node.self(),
              slice.last().orElse(Blob.EMPTY),
              slice.removed().size());
        });
  }

  /** What was let through before is in the store by now; what comes later meets the fence. */
  private Behavior<Command> onFence(Fence fence) {
    return answer(
        fence,
        () ->
            node.fences().raise(fence.partition(), fence.least())
                ? new Fenced(fence.request(), node.self())
                : new Refused(fence.request(), node.self(), Reason.NOT_YET));
  }

  /** A ring that has moved on may have made this node a keeper again: then nothing may go. */
  private Behavior<Command> onShed(Shed shed) {
    if (shed.stamp() != node.fences().adopted(shed.partition())) {
      refuse(shed, Reason.RING_MOVED);
      return this;
    }
    var tickets =
        new Tickets(
            gone -> shed.replyTo().tell(new WasShed(shed.request(), node.self(), gone.size())));
    return eachExactly(
        shed,
        shed.entries(),
        (entry, record) -> store.delete(entry.key(), record, Durability.OS, tickets.ticket(entry)),
        tickets);
  }

  private Behavior<Command> onListSlice(ListSlice list) {
    return answer(
        list,
        () ->
            new ListingReader(list)
                .read(store, node.self(), node.knowledge().knows(list.partition())));
  }

  /** Answers with what is read, or with why it can not be read. */
  private Behavior<Command> answer(Command command, Supplier<Reply> reading) {
    whileFresh(
        command,
        () -> {
          Reply reply = reading.get();
          if (reply instanceof Refused refused) refuse(command, refused.why());
          else command.replyTo().tell(reply);
        });
    return this;
  }

  private void withRecord(Command command, Key key, Consumer<LocalRecord> use) {
    whileFresh(command, () -> use.accept(store.get(key)));
  }

  /** Does what reads the store; refuses what is too old, fenced off, or can not be read. */
  private void whileFresh(Command command, Runnable work) {
    if (isStale(command)) {
      node.stats().count(Counter.STALE_DROPPED);
      refuse(command, Reason.STALE);
      return;
    }
    if (command.stamp() < node.fences().least(command.partition())) {
      // A replica that has just started is as good as away: somebody may stand in for it.
      boolean isAtStart = node.fences().isAtStart(command.partition());
      refuse(command, isAtStart ? Reason.NOT_YET : Reason.RING_MOVED);
      return;
    }
    try {
      work.run();
    } catch (StoreDamagedException e) {
      getContext()
          .getLog()
          .error("Partition {} is damaged: {}", command.partition(), e.getMessage());
      node.knowledge().meetDamage(command.partition());
      refuse(command, Reason.RECORD_DAMAGED);
    } catch (StorageFailedException | StorageClosedException e) {
      getContext()
          .getLog()
          .warn("Partition {} can not be read: {}", command.partition(), e.getMessage());
      refuse(command, Reason.STORE_FAILED);
    }
  }

  private void take(
      Command command,
      Key key,
      LocalRecord before,
      Change change,
      Durability durability,
      Function<LocalRecord, Reply> done) {
    if (change instanceof Change.Refuse refused) {
      refuse(command, refused.why());
      return;
    }
    var stored = (Change.Store) change;
    node.stats().count(Counter.VNODE_WRITES);
    if (stored.discarded() > 0) node.stats().count(Counter.LAST_WRITE_DISCARDS, stored.discarded());
    if (stored.pruned() > 0) node.stats().count(Counter.VECTOR_PRUNINGS, stored.pruned());
    store.put(key, before, stored.record(), durability, new Acknowledgement(command, stored, done));
  }

  /** Answers from the writer's thread: the reply says what happened on disk, and nothing else. */
  private final class Acknowledgement implements WriteListener {

    private final Command command;
    private final Change.Store change;
    private final Function<LocalRecord, Reply> done;

    Acknowledgement(Command command, Change.Store change, Function<LocalRecord, Reply> done) {
      this.command = command;
      this.change = change;
      this.done = done;
    }

    @Override
    public void stored() {
      command.replyTo().tell(done.apply(change.record()));
    }

    @Override
    public void failed(WriteFailure why) {
      refuse(command, reason(why));
    }
  }

  private boolean isStale(Command command) {
    return node.wallMillis().getAsLong() > command.deadlineMillis() + node.clockToleranceMillis();
  }

  private void refuse(Command command, Reason why) {
    node.stats().count(Counter.VNODE_REFUSALS);
    if (why == Reason.TOO_MANY_SIBLINGS) node.stats().count(Counter.SIBLING_CAP_REFUSALS);
    command.replyTo().tell(new Refused(command.request(), node.self(), why));
  }

  private static Reason reason(WriteFailure why) {
    return switch (why) {
      case OVERLOADED -> Reason.OVERLOADED;
      case DISK_FULL -> Reason.DISK_FULL;
      default -> Reason.STORE_FAILED;
    };
  }
}
