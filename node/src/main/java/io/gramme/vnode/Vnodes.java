package io.gramme.vnode;

import io.gramme.storage.Store;
import io.gramme.vnode.VnodeProtocol.Command;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** The door to a node's vnodes, at a path that peers know; opens a partition when first asked. */
public final class Vnodes extends AbstractBehavior<Command> {

  /** Where peers find it. */
  public static final String PATH = "vnodes";

  private static final int MOST_PARTITIONS = 65_536;
  private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(200);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

  private final IntFunction<Store> stores;
  private final Vnode.Surroundings node;
  private final Map<Integer, ActorRef<Command>> vnodes = new HashMap<>();

  /**
   * @param stores the store of each partition
   * @param node what every vnode is given
   */
  public static Behavior<Command> create(IntFunction<Store> stores, Vnode.Surroundings node) {
    return Behaviors.setup(context -> new Vnodes(context, stores, node));
  }

  private Vnodes(
      ActorContext<Command> context, IntFunction<Store> stores, Vnode.Surroundings node) {
    super(context);
    this.stores = stores;
    this.node = node;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    int partition = command.partition();
    if (partition < 0 || partition >= MOST_PARTITIONS) {
      command.replyTo().tell(new Refused(command.request(), node.self(), Reason.NO_SUCH_PARTITION));
    } else {
      vnodes.computeIfAbsent(partition, this::open).tell(command);
    }
    return this;
  }

  private ActorRef<Command> open(int partition) {
    return getContext()
        .spawn(
            Behaviors.supervise(
                    Behaviors.<Command>setup(
                        context -> Vnode.create(stores.apply(partition), node)))
                .onFailure(
                    SupervisorStrategy.restartWithBackoff(SHORTEST_BACKOFF, LONGEST_BACKOFF, 0.2)),
            "p" + partition,
            DispatcherSelector.fromConfig("gramme.vnode-dispatcher"));
  }
}
