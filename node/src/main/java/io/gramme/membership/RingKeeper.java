package io.gramme.membership;

import io.gramme.membership.RingProtocol.Adopt;
import io.gramme.membership.RingProtocol.AreStaged;
import io.gramme.membership.RingProtocol.Chartered;
import io.gramme.membership.RingProtocol.Clear;
import io.gramme.membership.RingProtocol.Commit;
import io.gramme.membership.RingProtocol.Found;
import io.gramme.membership.RingProtocol.GetCharter;
import io.gramme.membership.RingProtocol.GetPlan;
import io.gramme.membership.RingProtocol.Greeting;
import io.gramme.membership.RingProtocol.InForce;
import io.gramme.membership.RingProtocol.Introduce;
import io.gramme.membership.RingProtocol.Outcome;
import io.gramme.membership.RingProtocol.Planned;
import io.gramme.membership.RingProtocol.PublishMarks;
import io.gramme.membership.RingProtocol.Refused;
import io.gramme.membership.RingProtocol.Stage;
import io.gramme.membership.RingProtocol.StageNewcomer;
import io.gramme.membership.RingRules.Refuse;
import io.gramme.membership.RingRules.Ruling;
import io.gramme.model.NodeId;
import io.gramme.ring.Plan;
import io.gramme.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
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
 * Keeps the ring's book on this node's disk (Dynamo §4.8: each node persists the history of
 * membership changes), does what operators ask of it, and learns what {@link RingGossip} hears.
 */
public final class RingKeeper
    extends EventSourcedBehavior<RingProtocol.Command, RingPage, RingBook> {

  /** Where it lives. */
  public static final String PATH = "ring";

  /** What the keeper is told by its own node alone. */
  public sealed interface Command extends RingProtocol.Command {}

  /** A peer came, went or moved. */
  public record PeersChanged(Peers peers) implements Command {}

  /**
   * A peer or a seed has told something.
   *
   * @param whenLearned told the book after it; must not block
   */
  record Learn(RingNews news, Consumer<RingBook> whenLearned) implements Command {}

  /** A plan was made for somebody who wants to commit it. */
  private record PlanMade(Plan plan, Commit commit) implements Command {}

  /** It was looked whether somebody still lives where a newcomer is known to have lived. */
  private record LookedThere(Newcomer newcomer, Optional<ProbeAnswer> answer) implements Command {}

  /** Somebody who presents itself, where it lived before, and what follows either way. */
  private record Newcomer(
      Candidate candidate,
      AddressBook.Moved before,
      Function<RingBook, Effect<RingPage, RingBook>> whenAccepted,
      Consumer<String> whenRefused) {}

  /**
   * What the keeper is given.
   *
   * @param self this node, as it presents itself
   * @param probe how it is looked whether somebody still lives at an address
   * @param holdings what this node's disk holds
   * @param wallMillis milliseconds since 1970
   * @param ring told the ring in force once there is one, and whenever it or its hand-overs change
   * @param book told the whole book once it is read from disk, and at every change
   * @param news told what was decided here, for all others to hear; always after the book
   */
  public record Surroundings(
      Candidate self,
      PeerProbe probe,
      Supplier<CompletionStage<Holdings>> holdings,
      LongSupplier wallMillis,
      Consumer<Ring> ring,
      Consumer<RingBook> book,
      Consumer<RingNews> news) {}

  private static final Duration SURVEY_PATIENCE = Duration.ofSeconds(2);
  private static final int SNAPSHOT_EVERY = 100;

  private final ActorContext<RingProtocol.Command> context;
  private final Surroundings node;
  private final RingRules rules;
  private Peers peers = Peers.NONE;
  private Optional<Ring> published = Optional.empty();

  public static Behavior<RingProtocol.Command> create(Surroundings node) {
    return Behaviors.setup(context -> new RingKeeper(context, node));
  }

  private RingKeeper(ActorContext<RingProtocol.Command> context, Surroundings node) {
    super(
        PersistenceId.ofUniqueId("ring"),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0.2));
    this.context = context;
    this.node = node;
    this.rules = new RingRules(node.self());
  }

  @Override
  public RingBook emptyState() {
    return RingBook.BLANK;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2).withDeleteEventsOnSnapshot();
  }

  /** A snapshot has the form of the event that tells everything in it. */
  @Override
  public SnapshotAdapter<RingBook> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(RingBook book) {
        return RingPage.of(book.history());
      }

      @Override
      public RingBook fromJournal(Object snapshot) {
        return RingBook.BLANK.learn(((RingPage) snapshot).decoded());
      }
    };
  }

  @Override
  public EventHandler<RingBook, RingPage> eventHandler() {
    return (book, page) -> book.learn(page.decoded());
  }

  @Override
  public CommandHandler<RingProtocol.Command, RingPage, RingBook> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Found.class, this::onFound)
        .onCommand(Adopt.class, this::onAdopt)
        .onCommand(GetCharter.class, this::onGetCharter)
        .onCommand(Stage.class, this::onStage)
        .onCommand(StageNewcomer.class, this::onStageNewcomer)
        .onCommand(Clear.class, this::onClear)
        .onCommand(GetPlan.class, this::onGetPlan)
        .onCommand(Commit.class, this::onCommit)
        .onCommand(PlanMade.class, this::onPlanMade)
        .onCommand(PublishMarks.class, this::onPublishMarks)
        .onCommand(Introduce.class, this::onIntroduce)
        .onCommand(LookedThere.class, this::onLookedThere)
        .onCommand(Learn.class, this::onLearn)
        .onCommand(PeersChanged.class, this::onPeersChanged)
        .build();
  }

  @Override
  public SignalHandler<RingBook> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (book, signal) -> announce(book))
        .build();
  }

  private Effect<RingPage, RingBook> onFound(RingBook book, Found found) {
    Ruling ruling = rules.found(book, found.candidates(), found.partitions(), found.replicas());
    return obey(book, ruling, found.replyTo(), RingKeeper::inForce);
  }

  private Effect<RingPage, RingBook> onAdopt(RingBook book, Adopt adopt) {
    return obey(book, rules.adopt(book, adopt.charter()), adopt.replyTo(), RingKeeper::inForce);
  }

  private static Outcome inForce(RingBook book) {
    return book.ring()
        .<Outcome>map(ring -> new InForce(ring.id(), ring.version().epoch()))
        .orElseGet(() -> Refused.because("there is no ring"));
  }

  private Effect<RingPage, RingBook> onGetCharter(RingBook book, GetCharter get) {
    get.replyTo()
        .tell(
            book.isBlank()
                ? Refused.because("there is no ring")
                : new Chartered(Charter.of(book).toBytes()));
    return Effect().none();
  }

  private Effect<RingPage, RingBook> onStage(RingBook book, Stage stage) {
    Ruling ruling = rules.stage(book, stage.change(), node.wallMillis().getAsLong());
    return obey(book, ruling, stage.replyTo(), RingKeeper::staged);
  }

  private Effect<RingPage, RingBook> onStageNewcomer(RingBook book, StageNewcomer stage) {
    return judge(
        book,
        stage.newcomer(),
        now ->
            obey(
                now,
                rules.stageNewcomer(
                    now, stage.change(), stage.newcomer(), node.wallMillis().getAsLong()),
                stage.replyTo(),
                RingKeeper::staged),
        words -> stage.replyTo().tell(Refused.because(words)));
  }

  private Effect<RingPage, RingBook> onClear(RingBook book, Clear clear) {
    Ruling ruling = rules.clear(book, node.wallMillis().getAsLong());
    return obey(book, ruling, clear.replyTo(), RingKeeper::staged);
  }

  private static Outcome staged(RingBook book) {
    return new AreStaged(book.staging());
  }

  private Effect<RingPage, RingBook> onGetPlan(RingBook book, GetPlan get) {
    ActorRef<Outcome> client = get.replyTo();
    return plan(book, client, plan -> client.tell(new Planned(plan)));
  }

  private Effect<RingPage, RingBook> onCommit(RingBook book, Commit commit) {
    ActorRef<RingProtocol.Command> here = context.getSelf();
    return plan(book, commit.replyTo(), plan -> here.tell(new PlanMade(plan, commit)));
  }

  private Effect<RingPage, RingBook> plan(
      RingBook book, ActorRef<Outcome> client, Consumer<Plan> then) {
    if (book.isBlank()) {
      client.tell(Refused.because("there is no ring"));
      return Effect().none();
    }
    List<ActorRef<RingGossip.Command>> others = new ArrayList<>();
    for (NodeId peer : book.addresses().entries().keySet()) {
      if (peers.isReachable(peer)) others.add(RingGossip.door(peers, peer, context.getSystem()));
    }
    var own = RingGossip.Facts.of(node.self().id(), book, node.holdings().get());
    context.spawnAnonymous(Planning.create(new Planning.Order(book, others, own, then, client)));
    return Effect().none();
  }

  private Effect<RingPage, RingBook> onPlanMade(RingBook book, PlanMade made) {
    Ruling ruling =
        rules.commit(
            book,
            made.plan(),
            made.commit().plan(),
            made.commit().force(),
            node.wallMillis().getAsLong());
    return obey(book, ruling, made.commit().replyTo(), RingKeeper::inForce);
  }

  private Effect<RingPage, RingBook> onPublishMarks(RingBook book, PublishMarks marks) {
    RingNews news = rules.mark(book, marks.of(), marks.partition(), marks.mark()).news();
    return learn(book, news, now -> node.news().accept(news));
  }

  private Effect<RingPage, RingBook> onIntroduce(RingBook book, Introduce introduce) {
    ActorRef<Greeting> replyTo = introduce.replyTo();
    NodeId here = node.self().id();
    return judge(
        book,
        introduce.candidate(),
        now ->
            learn(
                now,
                rules.located(now, introduce.candidate()).news(),
                done -> replyTo.tell(new Greeting(here, ""))),
        words -> replyTo.tell(new Greeting(here, words)));
  }

  private Effect<RingPage, RingBook> judge(
      RingBook book,
      Candidate candidate,
      Function<RingBook, Effect<RingPage, RingBook>> whenAccepted,
      Consumer<String> whenRefused) {
    AddressBook.Verdict verdict = rules.judge(book, candidate);
    if (verdict instanceof AddressBook.Plausible) return whenAccepted.apply(book);
    if (verdict instanceof AddressBook.Moved moved) {
      Newcomer newcomer = new Newcomer(candidate, moved, whenAccepted, whenRefused);
      context.pipeToSelf(
          node.probe().probe(moved.known().http(), node.self().id()),
          (answer, failure) ->
              new LookedThere(newcomer, failure == null ? answer : Optional.empty()));
    } else {
      whenRefused.accept(((AddressBook.Stale) verdict).words());
    }
    return Effect().none();
  }

  private Effect<RingPage, RingBook> onLookedThere(RingBook book, LookedThere looked) {
    Newcomer newcomer = looked.newcomer();
    boolean isTaken =
        looked
            .answer()
            .filter(answer -> newcomer.before().isStillThere(newcomer.candidate(), answer))
            .isPresent();
    if (!isTaken) return newcomer.whenAccepted().apply(book);
    newcomer.whenRefused().accept(newcomer.before().words(newcomer.candidate()));
    return Effect().none();
  }

  private Effect<RingPage, RingBook> onLearn(RingBook book, Learn told) {
    if (rules.mayLearn(book, told.news())) return learn(book, told.news(), told.whenLearned());
    told.whenLearned().accept(book);
    return Effect().none();
  }

  private Effect<RingPage, RingBook> onPeersChanged(RingBook book, PeersChanged changed) {
    peers = changed.peers();
    return Effect().none();
  }

  private Effect<RingPage, RingBook> obey(
      RingBook book,
      Ruling ruling,
      ActorRef<Outcome> replyTo,
      Function<RingBook, Outcome> outcome) {
    if (ruling instanceof Refuse refuse) {
      replyTo.tell(new Refused(refuse.reasons()));
      return Effect().none();
    }
    RingNews news = ((RingRules.Learn) ruling).news();
    return learn(
        book,
        news,
        now -> {
          node.news().accept(news);
          replyTo.tell(outcome.apply(now));
        });
  }

  private Effect<RingPage, RingBook> learn(RingBook book, RingNews news, Consumer<RingBook> then) {
    if (book.learn(news).equals(book)) {
      then.accept(book);
      return Effect().none();
    }
    return Effect()
        .persist(RingPage.of(news))
        .thenRun(
            now -> {
              for (var lost : now.supersededSince(book)) {
                context.getLog().warn("{} is superseded by {}", lost, now);
              }
              announce(now);
              then.accept(now);
            });
  }

  private void announce(RingBook book) {
    node.book().accept(book);
    if (book.ring().equals(published)) return;
    published = book.ring();
    published.ifPresent(node.ring());
  }
}
