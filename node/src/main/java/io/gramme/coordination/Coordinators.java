package io.gramme.coordination;

import io.gramme.membership.Peers;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.Vnodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Starts an actor for every request, up to a bound, and takes in the answers for all of them at one
 * path that peers know.
 */
public final class Coordinators extends AbstractBehavior<Coordinators.Command> {

  /** Where peers find it. */
  public static final String PATH = "coordinators";

  private static final long SHORTEST_FORWARDED_MILLIS = 1_000;
  private static final long LONGEST_FORWARDED_MILLIS = 600_000;

  /** What the coordinators of a node can be told. */
  public sealed interface Command
      permits Read,
          Write,
          PeersChanged,
          CoordinationProtocol.ForwardedWrite,
          ReplicaReplied,
          ForwardAnswered,
          RequestEnded {}

  /** A client wants to read. */
  public record Read(ReadPlan plan, Duration timeout, ActorRef<ReadOutcome> replyTo)
      implements Command {}

  /**
   * A client wants to write.
   *
   * @param fastest the name of the node that answered the client's read first; may be empty
   */
  public record Write(
      WritePlan plan, String fastest, Duration timeout, ActorRef<WriteOutcome> replyTo)
      implements Command {}

  /** A peer came, went or moved. */
  public record PeersChanged(Peers peers) implements Command {}

  private record ReplicaReplied(VnodeProtocol.Reply reply) implements Command {}

  private record ForwardAnswered(CoordinationProtocol.WriteAnswered answer) implements Command {}

  private record RequestEnded(long request) implements Command {}

  /**
   * What the coordinators are given.
   *
   * @param vnodes the door to this node's own
   * @param rules of this node's replicas
   * @param requestsInFlightLimit beyond which requests are refused
   * @param repairPatience how long a read listens for late answers after it has replied
   * @param wallMillis the wall clock, for deadlines
   * @param stats the node's
   */
  public record Surroundings(
      NodeId self,
      ActorRef<VnodeProtocol.Command> vnodes,
      RecordRules rules,
      int requestsInFlightLimit,
      Duration repairPatience,
      LongSupplier wallMillis,
      NodeStats stats) {}

  private final Surroundings node;
  private final Map<Long, ActorRef<ReadCoordinator.Command>> reads = new HashMap<>();
  private final Map<Long, ActorRef<WriteCoordinator.Command>> writes = new HashMap<>();
  private final ActorRef<VnodeProtocol.Reply> replies;
  private final ActorRef<CoordinationProtocol.WriteAnswered> forwardAnswers;
  private Neighbourhood neighbourhood;
  private long lastRequest;

  public static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(context -> new Coordinators(context, node));
  }

  private Coordinators(ActorContext<Command> context, Surroundings node) {
    super(context);
    this.node = node;
    replies = context.messageAdapter(VnodeProtocol.Reply.class, ReplicaReplied::new);
    forwardAnswers =
        context.messageAdapter(CoordinationProtocol.WriteAnswered.class, ForwardAnswered::new);
    neighbourhood = neighbourhood(Peers.NONE);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ReplicaReplied.class, this::onReplicaReplied)
        .onMessage(RequestEnded.class, this::onRequestEnded)
        .onMessage(Read.class, this::onRead)
        .onMessage(Write.class, this::onWrite)
        .onMessage(CoordinationProtocol.ForwardedWrite.class, this::onForwardedWrite)
        .onMessage(ForwardAnswered.class, this::onForwardAnswered)
        .onMessage(PeersChanged.class, this::onPeersChanged)
        .build();
  }

  private Behavior<Command> onReplicaReplied(ReplicaReplied message) {
    long request = message.reply().request();
    var read = reads.get(request);
    if (read != null) read.tell(new ReadCoordinator.Replied(message.reply()));
    var write = writes.get(request);
    if (write != null) write.tell(new WriteCoordinator.Replied(message.reply()));
    return this;
  }

  private Behavior<Command> onRequestEnded(RequestEnded message) {
    if (reads.remove(message.request()) == null) writes.remove(message.request());
    return this;
  }

  private Behavior<Command> onRead(Read read) {
    if (isFull()) {
      read.replyTo().tell(new ReadOutcome.Refused(overloaded()));
      return this;
    }
    long request = ++lastRequest;
    var coordinator =
        getContext()
            .spawnAnonymous(
                ReadCoordinator.create(
                    new ReadCoordinator.Request(
                        request,
                        read.plan(),
                        deadlineAfter(read.timeout()),
                        read.timeout(),
                        read.replyTo()),
                    neighbourhood));
    reads.put(request, coordinator);
    getContext().watchWith(coordinator, new RequestEnded(request));
    return this;
  }

  private Behavior<Command> onWrite(Write write) {
    if (isFull()) {
      write.replyTo().tell(new WriteOutcome.Refused(overloaded()));
      return this;
    }
    List<NodeId> candidates =
        CoordinatorChoice.candidates(
            write.plan().replicas(), node.self(), write.fastest(), neighbourhood.reachable());
    start(
        write.plan(),
        candidates,
        deadlineAfter(write.timeout()),
        write.timeout(),
        write.replyTo()::tell);
    return this;
  }

  /** Coordinates here or nowhere: a write that was forwarded is not forwarded again. */
  private Behavior<Command> onForwardedWrite(CoordinationProtocol.ForwardedWrite write) {
    Consumer<WriteOutcome> asker =
        outcome ->
            write
                .replyTo()
                .tell(
                    new CoordinationProtocol.WriteAnswered(write.request(), node.self(), outcome));
    if (isFull()) {
      asker.accept(new WriteOutcome.Refused(overloaded()));
      return this;
    }
    start(
        write.plan(),
        write.plan().replicas().contains(node.self()) ? List.of(node.self()) : List.of(),
        write.deadlineMillis(),
        timeLeft(write.deadlineMillis()),
        asker);
    return this;
  }

  private Behavior<Command> onForwardAnswered(ForwardAnswered message) {
    var write = writes.get(message.answer().request());
    if (write != null) write.tell(new WriteCoordinator.ForwardAnswered(message.answer()));
    return this;
  }

  private Behavior<Command> onPeersChanged(PeersChanged message) {
    Set<NodeId> lost = new HashSet<>(neighbourhood.reachable());
    neighbourhood = neighbourhood(message.peers());
    lost.removeAll(neighbourhood.reachable());
    for (NodeId gone : lost) {
      reads.values().forEach(read -> read.tell(new ReadCoordinator.NodeLost(gone)));
      writes.values().forEach(write -> write.tell(new WriteCoordinator.NodeLost(gone)));
    }
    return this;
  }

  private void start(
      WritePlan plan,
      List<NodeId> candidates,
      long deadlineMillis,
      Duration timeout,
      Consumer<WriteOutcome> asker) {
    long request = ++lastRequest;
    var coordinator =
        getContext()
            .spawnAnonymous(
                WriteCoordinator.create(
                    new WriteCoordinator.Request(
                        request, plan, candidates, deadlineMillis, timeout, asker),
                    neighbourhood));
    writes.put(request, coordinator);
    getContext().watchWith(coordinator, new RequestEnded(request));
  }

  private boolean isFull() {
    return reads.size() + writes.size() >= node.requestsInFlightLimit();
  }

  private Refusal overloaded() {
    node.stats().count(Counter.REQUESTS_OVERLOADED);
    return new Refusal.Overloaded(
        "this node has " + node.requestsInFlightLimit() + " requests in flight, its limit");
  }

  private long deadlineAfter(Duration timeout) {
    return node.wallMillis().getAsLong() + timeout.toMillis();
  }

  /** The asker's clock may differ from ours; it keeps the deadline itself, we only clean up. */
  private Duration timeLeft(long deadlineMillis) {
    long millis = deadlineMillis - node.wallMillis().getAsLong();
    return Duration.ofMillis(
        Math.max(SHORTEST_FORWARDED_MILLIS, Math.min(millis, LONGEST_FORWARDED_MILLIS)));
  }

  private Neighbourhood neighbourhood(Peers peers) {
    Map<NodeId, ActorRef<VnodeProtocol.Command>> vnodes = new HashMap<>();
    Map<NodeId, ActorRef<CoordinationProtocol.ForwardedWrite>> coordinators = new HashMap<>();
    ActorRefResolver resolver = ActorRefResolver.get(getContext().getSystem());
    for (Peers.Peer peer : peers.byId().values()) {
      String user = peer.address() + "/user/";
      vnodes.put(peer.id(), resolver.resolveActorRef(user + Vnodes.PATH));
      coordinators.put(peer.id(), resolver.resolveActorRef(user + PATH));
    }
    vnodes.put(node.self(), node.vnodes());
    Set<NodeId> reachable = new HashSet<>(peers.reachable());
    reachable.add(node.self());
    return new Neighbourhood(
        node.self(),
        reachable,
        vnodes,
        coordinators,
        replies,
        forwardAnswers,
        node.rules(),
        node.repairPatience(),
        node.stats());
  }
}
