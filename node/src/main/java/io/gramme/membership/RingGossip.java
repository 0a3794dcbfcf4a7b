package io.gramme.membership;

import io.gramme.codec.MalformedBytesException;
import io.gramme.membership.RingProtocol.Greeting;
import io.gramme.model.NodeId;
import io.gramme.ring.PlanInputs;
import io.gramme.ring.Progress;
import io.gramme.wire.ControlMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps the ring's book in step with every other node's, joined to the Pekko cluster or not (Dynamo
 * §4.8: a gossip-based protocol propagates membership changes): what is decided here goes to all
 * reachable peers at once, and every second one of them is asked whether it has the same. Says whom
 * to look for, and how this node stands to the ring.
 */
public final class RingGossip extends AbstractBehavior<RingGossip.Command> {

  /** Where peers find it. */
  public static final String PATH = "ring-gossip";

  public sealed interface Command {}

  /** A {@link Letter} of another node. */
  record Gossip(NodeId from, Digest digest, RingPage page, int turn, ActorRef<Command> replyTo)
      implements Command, ControlMessage {}

  /** Somebody plans, and asks what this node knows and holds. */
  record AskFacts(ActorRef<Facts> replyTo) implements Command, ControlMessage {}

  /**
   * The answer to {@link AskFacts}.
   *
   * @param digest of the node's book
   * @param page with the marks that it has heard of
   */
  record Facts(NodeId from, Digest digest, RingPage page, Holdings holdings)
      implements ControlMessage {

    /** Of a node that holds what comes, or nobody can say what. */
    static CompletionStage<Facts> of(
        NodeId node, RingBook book, CompletionStage<Holdings> holdings) {
      RingPage page = RingPage.of(book.marks());
      return holdings
          .exceptionally(failure -> Holdings.NONE)
          .thenApply(held -> new Facts(node, book.digest(), page, held));
    }

    /** The same as a plan wants it. */
    PlanInputs.Report report() {
      Progress marks = page.decoded().progress();
      return new PlanInputs.Report(
          digest.version(),
          digest.epoch(),
          marks.isEmpty() ? Progress.none(digest.version()) : marks,
          holdings.partitionBytes(),
          holdings.freeBytes());
    }
  }

  /** The book was read from disk, or has changed. */
  public record BookChanged(RingBook book) implements Command {}

  /** Something was decided here that all others should hear. */
  public record Spread(RingNews news) implements Command {}

  /** A peer came, went or moved. */
  public record PeersChanged(Peers peers) implements Command {}

  /** These take part in the ring that this node waits to be let into. */
  record HostsMet(AddressBook hosts) implements Command {}

  /** How it stands with the seeds, in words. */
  record SeedsSaid(String words) implements Command {}

  private record Greeted(Greeting greeting) implements Command {}

  private record Learned(Letter letter, RingBook book, ActorRef<Command> replyTo)
      implements Command {}

  private record GossipDue() implements Command {}

  /**
   * What the gossip is given.
   *
   * @param self this node, as it presents itself
   * @param seeds nodes that may know a ring, {@code host:port}; may be empty
   * @param contact how seeds are asked
   * @param holdings what this node's disk holds
   * @param dice a random number from 0, below its argument
   * @param keeper of this node's book
   * @param frontEnds told whom to look for, and where, whenever that changes
   * @param admittance told how this node stands to the ring, whenever that changes
   */
  public record Surroundings(
      Candidate self,
      List<String> seeds,
      SeedContact contact,
      Supplier<CompletionStage<Holdings>> holdings,
      IntUnaryOperator dice,
      ActorRef<RingProtocol.Command> keeper,
      Consumer<FrontEnds> frontEnds,
      Consumer<Admittance> admittance) {

    public Surroundings {
      seeds = List.copyOf(seeds);
    }
  }

  private static final Duration GOSSIP_EVERY = Duration.ofSeconds(1);

  private final Surroundings node;
  private final RingRules rules;
  private final Correspondence peers;
  private RingBook book = RingBook.BLANK;
  private AddressBook hosts = AddressBook.EMPTY;
  private String waiting = "there is no ring: found one with this node, or let it join one";
  private FrontEnds frontEnds = FrontEnds.NONE;
  private Admittance admittance = Admittance.UNKNOWN;
  private Optional<ActorRef<SeedSeeker.Command>> seeker = Optional.empty();

  public static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new RingGossip(context, timers, node)));
  }

  private RingGossip(
      ActorContext<Command> context, TimerScheduler<Command> timers, Surroundings node) {
    super(context);
    this.node = node;
    this.rules = new RingRules(node.self());
    this.peers =
        new Correspondence(
            node,
            context.getSystem(),
            context.getSelf(),
            context.messageAdapter(Greeting.class, Greeted::new));
    timers.startTimerWithFixedDelay(new GossipDue(), GOSSIP_EVERY);
  }

  /** Where a peer is gossiped with. */
  static ActorRef<Command> door(Peers peers, NodeId peer, ActorSystem<?> system) {
    return peers
        .peer(peer)
        .map(
            there ->
                ActorRefResolver.get(system)
                    .<Command>resolveActorRef(there.address() + "/user/" + PATH))
        .orElseGet(system::ignoreRef);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Gossip.class, this::onGossip)
        .onMessage(AskFacts.class, this::onAskFacts)
        .onMessage(BookChanged.class, this::onBookChanged)
        .onMessage(Spread.class, this::onSpread)
        .onMessage(PeersChanged.class, this::onPeersChanged)
        .onMessage(HostsMet.class, this::onHostsMet)
        .onMessage(SeedsSaid.class, this::onSeedsSaid)
        .onMessage(Greeted.class, this::onGreeted)
        .onMessage(Learned.class, this::onLearned)
        .onMessage(GossipDue.class, this::onGossipDue)
        .build();
  }

  private Behavior<Command> onGossip(Gossip gossip) {
    try {
      Letter letter = new Letter(gossip.digest(), gossip.page().decoded(), gossip.turn());
      if (!letter.isAkinTo(book)) {
        getContext()
            .getLog()
            .warn("Node {} is in another ring: {}", gossip.from(), gossip.digest());
      } else if (rules.mayLearn(book, letter.news())) {
        learn(letter.news(), now -> new Learned(letter, now, gossip.replyTo()));
      } else {
        onHostsMet(new HostsMet(letter.news().addresses()));
      }
    } catch (MalformedBytesException e) {
      getContext()
          .getLog()
          .warn("Gossip of {} is not understood: {}", gossip.from(), e.getMessage());
    }
    return this;
  }

  private void learn(RingNews news, Function<RingBook, Command> then) {
    ActorRef<Command> here = getContext().getSelf();
    node.keeper().tell(new RingKeeper.Learn(news, now -> here.tell(then.apply(now))));
  }

  private Behavior<Command> onLearned(Learned learned) {
    peers.answer(learned.letter(), learned.book(), learned.replyTo());
    return this;
  }

  private Behavior<Command> onAskFacts(AskFacts ask) {
    Facts.of(node.self().id(), book, node.holdings().get()).thenAccept(ask.replyTo()::tell);
    return this;
  }

  private Behavior<Command> onBookChanged(BookChanged message) {
    book = message.book();
    return settleIn();
  }

  private Behavior<Command> onSpread(Spread message) {
    peers.spread(book, message.news());
    return this;
  }

  private Behavior<Command> onPeersChanged(PeersChanged message) {
    peers.meet(message.peers(), book);
    return settleIn();
  }

  private Behavior<Command> onHostsMet(HostsMet message) {
    hosts = hosts.merge(message.hosts());
    return settleIn();
  }

  private Behavior<Command> onSeedsSaid(SeedsSaid message) {
    waiting = message.words();
    return settleIn();
  }

  private Behavior<Command> onGreeted(Greeted message) {
    peers.greeted(message.greeting(), book);
    return settleIn();
  }

  private Behavior<Command> onGossipDue(GossipDue message) {
    peers.turn(book);
    return settleIn();
  }

  /** Says what follows from what is known now; whoever has been let in says where it lives. */
  private Behavior<Command> settleIn() {
    announce();
    if (rules.isToSettle(book, peers.reception())) {
      RingNews news = rules.located(book, node.self()).news();
      learn(news, now -> new Spread(news));
    }
    return this;
  }

  private void announce() {
    Admittance standing = rules.admittance(book, peers.reception(), waiting);
    if (!standing.equals(admittance)) {
      getContext().getLog().info("This node is now {}: {}", standing.kind(), standing.words());
      node.admittance().accept(standing);
    }
    admittance = standing;
    peers.bar(standing.kind() == Admittance.Kind.REFUSED);
    FrontEnds places = rules.frontEnds(book, peers.reception(), hosts);
    if (!places.equals(frontEnds)) node.frontEnds().accept(places);
    frontEnds = places;
    seek(book.isBlank() || rules.lacksAddresses(book));
  }

  private void seek(boolean isWanted) {
    if (isWanted == seeker.isPresent() || node.seeds().isEmpty()) return;
    seeker.ifPresent(getContext()::stop);
    seeker = isWanted ? Optional.of(startSeeker()) : Optional.empty();
  }

  private ActorRef<SeedSeeker.Command> startSeeker() {
    return getContext()
        .spawnAnonymous(
            SeedSeeker.create(
                new SeedSeeker.Surroundings(
                    node.self(),
                    node.seeds(),
                    node.contact(),
                    GOSSIP_EVERY,
                    node.keeper(),
                    getContext().getSelf())));
  }
}
