package io.gramme.membership;

import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Probes the other members of the ring at their fixed addresses, joins and watches the Pekko
 * cluster, and tells its subscriber whom this node can reach, and where.
 */
public final class Membership extends AbstractBehavior<Membership.Command>
    implements Bootstrap.Shell {

  public sealed interface Command {}

  private record ProbesDue() implements Command {}

  private record ProbesAnswered(List<ProbeAnswer> answers) implements Command {}

  /**
   * A node has probed this one. That it says who it is is not believed, only looked into: it is
   * probed at once at the address where its front end is known to be.
   */
  public record Noticed(NodeId asker) implements Command {}

  private record AskerAnswered(ProbeAnswer answer) implements Command {}

  private record SightDue() implements Command {}

  /** The ring or the addresses of its nodes have changed. */
  public record FrontEndsChanged(FrontEnds frontEnds) implements Command {}

  private record MemberChanged(ClusterEvent.MemberEvent event) implements Command {}

  /**
   * What the membership is given.
   *
   * @param seat of the bootstrap, this node's id among it
   * @param candidate this node, as it presents itself
   * @param probe asks peers at their front ends
   * @param probeEvery how often
   * @param upMillis a clock that never goes back
   * @param subscriber told whenever a peer comes, goes or moves
   * @param self told whenever what this node says of itself changes
   * @param heard told what each peer last said of itself, whenever one says something new
   * @param settled told once there is a ring, when every peer that can be reached has had time to
   *     notice this node
   * @param recycle starts the actor system anew
   */
  public record Surroundings(
      Bootstrap.Seat seat,
      Candidate candidate,
      PeerProbe probe,
      Duration probeEvery,
      LongSupplier upMillis,
      Consumer<Peers> subscriber,
      Consumer<ProbeAnswer> self,
      Consumer<SortedMap<NodeId, ProbeAnswer>> heard,
      Runnable settled,
      Runnable recycle) {}

  private static final Duration SIGHT_EVERY = Duration.ofMillis(200);
  private static final long PROBE_GOOD_FOR_MILLIS = 2_500;

  /** A peer that answered this lately need not be looked at because it asks. */
  private static final long LOOK_AGAIN_MILLIS = 300;

  /** The first round tells the peers that we are here, the second finds them knowing it. */
  private static final int ROUNDS_TO_SETTLE = 2;

  private final Surroundings node;
  private final Cluster cluster;
  private Bootstrap bootstrap;
  private Neighbours neighbours = Neighbours.NONE;
  private Peers published = Peers.NONE;
  private ProbeAnswer said;
  private int turn;
  private int rounds;
  private boolean isSettled;

  public static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Membership(context, timers, node)));
  }

  private Membership(
      ActorContext<Command> context, TimerScheduler<Command> timers, Surroundings node) {
    super(context);
    context.setLoggerName(Membership.class);
    this.node = node;
    this.cluster = Cluster.get(context.getSystem());
    this.bootstrap = Bootstrap.outside(node.seat());
    ActorRef<ClusterEvent.MemberEvent> events =
        context.messageAdapter(ClusterEvent.MemberEvent.class, MemberChanged::new);
    cluster.subscriptions().tell(Subscribe.create(events, ClusterEvent.MemberEvent.class));
    timers.startTimerWithFixedDelay(new SightDue(), Duration.ZERO, SIGHT_EVERY);
    context.getSelf().tell(new ProbesDue());
    said = answer();
    node.self().accept(said);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ProbesDue.class, this::onProbesDue)
        .onMessage(ProbesAnswered.class, this::onProbesAnswered)
        .onMessage(Noticed.class, this::onNoticed)
        .onMessage(AskerAnswered.class, this::onAskerAnswered)
        .onMessage(SightDue.class, this::onSightDue)
        .onMessage(FrontEndsChanged.class, this::onFrontEndsChanged)
        .onMessage(MemberChanged.class, this::onMemberChanged)
        .build();
  }

  private Behavior<Command> onProbesDue(ProbesDue message) {
    List<CompletableFuture<Optional<ProbeAnswer>>> asked = new ArrayList<>();
    for (String frontEnd : neighbours.toProbe(turn++, isMember())) {
      asked.add(node.probe().probe(frontEnd, node.seat().self()).toCompletableFuture());
    }
    CompletionStage<List<ProbeAnswer>> all =
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
            .handle(
                (done, failure) ->
                    asked.stream()
                        .filter(one -> !one.isCompletedExceptionally())
                        .flatMap(one -> one.join().stream())
                        .toList());
    getContext()
        .pipeToSelf(
            all, (answers, failure) -> new ProbesAnswered(failure == null ? answers : List.of()));
    return this;
  }

  private Behavior<Command> onProbesAnswered(ProbesAnswered message) {
    for (ProbeAnswer answer : message.answers()) take(neighbours.answered(answer, now()));
    take(
        bootstrap.onProbes(
            new Bootstrap.Sight(
                neighbours.ofTheRing(message.answers()),
                neighbours.ringSize(),
                isMember(),
                clusterSize(),
                now())));
    getContext().scheduleOnce(node.probeEvery(), getContext().getSelf(), new ProbesDue());
    publish();
    settle();
    return this;
  }

  /** A node that has met peers is settled once one of them has let it in. */
  private void settle() {
    FrontEnds known = neighbours.frontEnds();
    if (known.epoch() == 0 || isSettled) return;
    boolean isLetIn = known.mayJoin() || published.reachable().isEmpty();
    if (++rounds < ROUNDS_TO_SETTLE || !isLetIn) return;
    isSettled = true;
    node.settled().run();
  }

  private Behavior<Command> onNoticed(Noticed message) {
    Optional<String> frontEnd = neighbours.frontEnds().of(message.asker());
    boolean isFresh =
        neighbours.sightings().answeredSince(message.asker(), now() - LOOK_AGAIN_MILLIS);
    if (frontEnd.isEmpty() || isFresh) return this;
    getContext()
        .pipeToSelf(
            node.probe().probe(frontEnd.get(), node.seat().self()),
            (answer, failure) ->
                failure == null && answer.isPresent()
                    ? new AskerAnswered(answer.get())
                    : new SightDue());
    return this;
  }

  private Behavior<Command> onAskerAnswered(AskerAnswered message) {
    take(neighbours.answered(message.answer(), now()));
    publish();
    return this;
  }

  private Behavior<Command> onSightDue(SightDue message) {
    publish();
    return this;
  }

  private Behavior<Command> onFrontEndsChanged(FrontEndsChanged message) {
    take(neighbours.following(message.frontEnds()));
    publish();
    return this;
  }

  private Behavior<Command> onMemberChanged(MemberChanged message) {
    Member member = message.event().member();
    Incarnation.of(member.getRoles())
        .filter(shown -> isHere(member.status()))
        .ifPresent(shown -> onShown(shown, member.address()));
    publish();
    return this;
  }

  private void onShown(Incarnation shown, Address address) {
    downEarlierStarts(shown);
    take(neighbours.shown(shown, address.toString()));
  }

  /**
   * Two members of one node can only be two of its starts, since it holds the lock of its data
   * directory, and since whoever bears the name of another that lives is let into no cluster: the
   * earlier is dead. This is the only downing there is.
   */
  private void downEarlierStarts(Incarnation shown) {
    for (Member other : cluster.state().getMembers()) {
      boolean isEarlier =
          Incarnation.of(other.getRoles()).filter(it -> it.isBefore(shown)).isPresent();
      if (isEarlier && other.status() != MemberStatus.down()) {
        getContext()
            .getLog()
            .info(
                "Node {} has started anew; its earlier start at {} is gone",
                shown.id(),
                other.address());
        cluster.manager().tell(new Down(other.address()));
      }
    }
  }

  /** Tells what has changed, if anything has. */
  private void publish() {
    Peers now = neighbours.sightings().peers(this::isReachable);
    if (!now.equals(published)) {
      published = now;
      getContext().getLog().info("Peers: {}", now);
      node.subscriber().accept(now);
    }
    ProbeAnswer answer = answer();
    if (!answer.equals(said)) {
      said = answer;
      node.self().accept(answer);
    }
  }

  /** Heartbeats decide where there are any; an answered probe where there are none yet. */
  private boolean isReachable(Sightings.Sighting seen) {
    Address address = AddressFromURIString.parse(seen.address());
    var detector = org.apache.pekko.cluster.Cluster.get(getContext().getSystem()).failureDetector();
    return detector.isMonitoring(address)
        ? detector.isAvailable(address)
        : now() - seen.answeredMillis() < PROBE_GOOD_FOR_MILLIS;
  }

  private long now() {
    return node.upMillis().getAsLong();
  }

  private boolean isMember() {
    return isHere(cluster.selfMember().status());
  }

  private int clusterSize() {
    Set<Member> present = new HashSet<>();
    cluster.state().getMembers().forEach(present::add);
    cluster.state().getUnreachable().forEach(present::remove);
    return (int) present.stream().filter(member -> isHere(member.status())).count();
  }

  private ProbeAnswer answer() {
    return new ProbeAnswer(
        node.seat().self(),
        node.candidate().startCount(),
        cluster.selfMember().address().toString(),
        isMember() ? bootstrap.clusterId() : "",
        clusterSize(),
        node.candidate().http(),
        node.candidate().directoryId(),
        neighbours.frontEnds().epoch(),
        Formats.OURS);
  }

  private void take(Neighbours next) {
    for (String words : neighbours.newRefusals(next)) getContext().getLog().warn("{}", words);
    boolean isNews = !next.heard().equals(neighbours.heard());
    neighbours = next;
    if (isNews) node.heard().accept(neighbours.heard());
  }

  private void take(Step<Bootstrap, Bootstrap.Effect> step) {
    bootstrap = step.next();
    for (Bootstrap.Effect effect : step.effects()) effect.performOn(this);
  }

  @Override
  public void join(List<String> addresses) {
    getContext().getLog().info("Joining the cluster of {}", addresses);
    cluster
        .manager()
        .tell(new JoinSeedNodes(addresses.stream().map(AddressFromURIString::parse).toList()));
  }

  @Override
  public void found() {
    getContext().getLog().info("Founding a cluster");
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  @Override
  public void recycle() {
    getContext().getLog().warn("There is a greater cluster of this ring; leaving ours to join it");
    node.recycle().run();
  }

  private static boolean isHere(MemberStatus status) {
    return status == MemberStatus.joining()
        || status == MemberStatus.weaklyUp()
        || status == MemberStatus.up();
  }
}
