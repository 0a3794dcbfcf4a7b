package io.gramme.vnode;

import io.gramme.causality.HybridClock;
import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.StorageClosedException;
import io.gramme.storage.StorageFailedException;
import io.gramme.storage.Store;
import io.gramme.storage.StoreDamagedException;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.RecordRules.Change;
import io.gramme.vnode.RecordRules.Stamp;
import io.gramme.vnode.VnodeProtocol.Command;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Stored;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
   */
  public record Surroundings(
      NodeId self,
      RecordRules rules,
      HybridClock clock,
      LongSupplier incarnation,
      LongSupplier freshActors,
      LongSupplier wallMillis,
      long clockToleranceMillis,
      NodeStats stats) {}

  private final Store store;
  private final Surroundings node;

  public static Behavior<Command> create(Store store, Surroundings node) {
    return Behaviors.setup(context -> new Vnode(context, store, node));
  }

  private Vnode(ActorContext<Command> context, Store store, Surroundings node) {
    super(context);
    this.store = store;
    this.node = node;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Get.class, this::onGet)
        .onMessage(Make.class, this::onMake)
        .onMessage(Merge.class, this::onMerge)
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
                        get.request(), node.self(), record.siblings(), record.terms(), true)));
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
                node.rules().merge(record, merge.siblings(), merge.terms(), merge.occasion()),
                merge.durability(),
                stored -> new Stored(merge.request(), node.self())));
    return this;
  }

  private void withRecord(Command command, Key key, Consumer<LocalRecord> use) {
    if (isStale(command)) {
      node.stats().count(Counter.STALE_DROPPED);
      refuse(command, Reason.STALE);
      return;
    }
    LocalRecord record;
    try {
      record = store.get(key);
    } catch (StoreDamagedException e) {
      getContext().getLog().error("The record of {} is damaged: {}", key.path(), e.getMessage());
      refuse(command, Reason.RECORD_DAMAGED);
      return;
    } catch (StorageFailedException | StorageClosedException e) {
      getContext().getLog().warn("{} could not be read: {}", key.path(), e.getMessage());
      refuse(command, Reason.STORE_FAILED);
      return;
    }
    use.accept(record);
  }

  private void take(
      Command command,
      Key key,
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
    store.put(key, stored.record(), durability, new Acknowledgement(command, stored, done));
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
