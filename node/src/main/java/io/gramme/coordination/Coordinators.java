package io.gramme.coordination;

import io.gramme.handoff.HintProtocol;
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
import java.util.Optional;
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

  /** Where the hints of a node are found. */
  private static final String HINTS_PATH = "hints";

  private static final long SHORTEST_FORWARDED_MILLIS = 1_000;
  private static final long LONGEST_FORWARDED_MILLIS = 600_000;

  /** Patience ends at the latest when this part of a request's time has passed. */
  private static final int PATIENCE_PART = 4;

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
   * @param near the primaries in this node's zone; none where that is no preference
   */
  public record Write(
      WritePlan plan,
      String fastest,
      Set<NodeId> near,
      Duration timeout,
      ActorRef<WriteOutcome> replyTo)
      implements Command {

    public Write {
      near = Set.copyOf(near);
    }

    /** Where no primary is nearer than another. */
    public Write(WritePlan plan, String fastest, Duration timeout, ActorRef<WriteOutcome> replyTo) {
      this(plan, fastest, Set.of(), timeout, replyTo);
    }
  }

  /** A peer came, went or moved. */
  public record PeersChanged(Peers peers) implements Command {}

  private record ReplicaReplied(VnodeProtocol.Reply reply) implements Command {}

  private record ForwardAnswered(CoordinationProtocol.WriteAnswered answer) implements Command {}

  private record RequestEnded(long request) implements Command {}

  /**
   * What the coordinators are given.
   *
   * @param vnodes the door to this node's own
   * @param hints the door to what this node keeps for others
   * @param rules of this node's replicas
   * @param requestsInFlightLimit beyond which requests are refused; as many more may listen on
   *     after they have answered
   * @param patience how long a node may be silent before another is asked in its place
   * @param repairPatience how long a read listens for late answers after it has replied
   * @param wallMillis the wall clock, for deadlines
   * @param stats the node's
   */
  public record Surroundings(
      NodeId self,
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<HintProtocol.Command> hints,
      RecordRules rules,
      int requestsInFlightLimit,
      Duration patience,
      Duration repairPatience,
      LongSupplier wallMillis,
      NodeStats stats) {}

  /** A request's actor, and its part of the load. */
  private record Running<T>(ActorRef<T> actor, RequestLoad.Place place) {}

  private final Surroundings node;
  private final RequestLoad load;
  private final Map<Long, Running<ReadCoordinator.Command>> reads = new HashMap<>();
  private final Map<Long, Running<WriteCoordinator.Command>> writes = new HashMap<>();
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
    load = new RequestLoad(node.requestsInFlightLimit());
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
    if (read != null) read.actor().tell(new ReadCoordinator.Replied(message.reply()));
    var write = writes.get(request);
    if (write != null) write.actor().tell(new WriteCoordinator.Replied(message.reply()));
    return this;
  }

  private Behavior<Command> onRequestEnded(RequestEnded message) {
    var read = reads.remove(message.request());
    if (read != null) read.place().ended();
    var write = writes.remove(message.request());
    if (write != null) write.place().ended();
    return this;
  }

  private Behavior<Command> onRead(Read read) {
    Optional<RequestLoad.Place> place = load.admit();
    if (place.isEmpty()) {
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
                        read.plan().within(neighbourhood.reachable()),
                        deadlineAfter(read.timeout()),
                        times(read.timeout()),
                        place.get(),
                        read.replyTo()),
                    neighbourhood));
    reads.put(request, new Running<>(coordinator, place.get()));
    getContext().watchWith(coordinator, new RequestEnded(request));
    return this;
  }

  private Behavior<Command> onWrite(Write write) {
    WritePlan plan = write.plan().within(neighbourhood.reachable());
    List<NodeId> candidates =
        CoordinatorChoice.candidates(
            plan, node.self(), write.fastest(), write.near(), neighbourhood.reachable());
    start(
        plan,
        candidates,
        deadlineAfter(write.timeout()),
        times(write.timeout()),
        write.replyTo()::tell);
    return this;
  }

  /**
   * Coordinates here or nowhere: a write that was forwarded is not forwarded again. A fallback that
   * sees a primary the asker does not see coordinates all the same, since it can do so and a
   * refusal would help nobody; the primary is told of the version like any other.
   */
  private Behavior<Command> onForwardedWrite(CoordinationProtocol.ForwardedWrite write) {
    start(
        write.plan(),
        write.plan().names(node.self()) ? List.of(node.self()) : List.of(),
        write.deadlineMillis(),
        times(timeLeft(write.deadlineMillis())).forwarded(),
        outcome ->
            write
                .replyTo()
                .tell(
                    new CoordinationProtocol.WriteAnswered(write.request(), node.self(), outcome)));
    return this;
  }

  private Behavior<Command> onForwardAnswered(ForwardAnswered message) {
    var write = writes.get(message.answer().request());
    if (write != null) write.actor().tell(new WriteCoordinator.ForwardAnswered(message.answer()));
    return this;
  }

  private Behavior<Command> onPeersChanged(PeersChanged message) {
    Set<NodeId> lost = new HashSet<>(neighbourhood.reachable());
    neighbourhood = neighbourhood(message.peers());
    lost.removeAll(neighbourhood.reachable());
    for (NodeId gone : lost) {
      reads.values().forEach(it -> it.actor().tell(new ReadCoordinator.NodeLost(gone)));
      writes.values().forEach(it -> it.actor().tell(new WriteCoordinator.NodeLost(gone)));
    }
    return this;
  }

  private void start(
      WritePlan plan,
      List<NodeId> candidates,
      long deadlineMillis,
      RequestTimes times,
      Consumer<WriteOutcome> asker) {
    Optional<RequestLoad.Place> place = load.admit();
    if (place.isEmpty()) {
      asker.accept(new WriteOutcome.Refused(overloaded()));
      return;
    }
    long request = ++lastRequest;
    var coordinator =
        getContext()
            .spawnAnonymous(
                WriteCoordinator.create(
                    new WriteCoordinator.Request(
                        request, plan, candidates, deadlineMillis, times, place.get(), asker),
                    neighbourhood));
    writes.put(request, new Running<>(coordinator, place.get()));
    getContext().watchWith(coordinator, new RequestEnded(request));
  }

  private Refusal overloaded() {
    node.stats().count(Counter.REQUESTS_OVERLOADED);
    return new Refusal.Overloaded(
        "this node has " + node.requestsInFlightLimit() + " requests in flight, its limit");
  }

  private RequestTimes times(Duration timeout) {
    Duration part = timeout.dividedBy(PATIENCE_PART);
    return new RequestTimes(timeout, part.compareTo(node.patience()) < 0 ? part : node.patience());
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
    Map<NodeId, ActorRef<HintProtocol.Command>> hints = new HashMap<>();
    Map<NodeId, ActorRef<CoordinationProtocol.ForwardedWrite>> coordinators = new HashMap<>();
    ActorRefResolver resolver = ActorRefResolver.get(getContext().getSystem());
    for (Peers.Peer peer : peers.byId().values()) {
      String user = peer.address() + "/user/";
      vnodes.put(peer.id(), resolver.resolveActorRef(user + Vnodes.PATH));
      hints.put(peer.id(), resolver.resolveActorRef(user + HINTS_PATH));
      coordinators.put(peer.id(), resolver.resolveActorRef(user + PATH));
    }
    vnodes.put(node.self(), node.vnodes());
    hints.put(node.self(), node.hints());
    Set<NodeId> reachable = new HashSet<>(peers.reachable());
    reachable.add(node.self());
    return new Neighbourhood(
        node.self(),
        reachable,
        vnodes,
        hints,
        coordinators,
        replies,
        forwardAnswers,
        node.rules(),
        node.repairPatience(),
        node.stats());
  }
}
