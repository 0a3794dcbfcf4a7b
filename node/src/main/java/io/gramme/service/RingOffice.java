package io.gramme.service;

import io.gramme.membership.Candidate;
import io.gramme.membership.RingProtocol;
import io.gramme.membership.SeedContact;
import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.RingId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;

/** Takes an operator's orders to the keeper of this node's ring, and to nodes that have none. */
public final class RingOffice implements RingAdmin {

  private static final String NEXT = "next, on any member: plan, then commit";

  /**
   * What the office is given.
   *
   * @param self this node, as it would join a ring
   * @param partitions of a ring that is founded here
   * @param replicas of a ring that is founded here
   * @param view where the ring is known
   * @param keeper of the ring
   * @param contact to nodes without a ring
   * @param seeds how a node asks to be let in
   * @param transfers of partitions to this node
   * @param scheduler of the actor system
   */
  public record Surroundings(
      Candidate self,
      int partitions,
      int replicas,
      NodeView view,
      ActorRef<RingProtocol.Command> keeper,
      NodeContact contact,
      SeedContact seeds,
      TransferControl transfers,
      Scheduler scheduler) {}

  private final Surroundings node;
  private final KeeperDoor keeper;
  private final Founder founder;

  public RingOffice(Surroundings node) {
    this.node = node;
    this.keeper = new KeeperDoor(node.keeper(), node.scheduler());
    this.founder =
        new Founder(node.self().id(), node.partitions(), node.replicas(), keeper, node.contact());
  }

  @Override
  public CompletionStage<Verdict> found(List<Endpoint> members) {
    return founder.found(members);
  }

  @Override
  public CompletionStage<Verdict> join(Endpoint seed) {
    Candidate self = node.self();
    if (node.view().ring().isPresent())
      return done(Verdict.refused("node " + self.id() + " is in a ring already"));
    return node.seeds()
        .stage(seed.value(), new Change.Join(self.member()), self)
        .thenApply(
            reply -> {
              if (reply instanceof SeedContact.IsRefused refused)
                return Verdict.refused(refused.words());
              if (reply instanceof SeedContact.IsSilent)
                return new Verdict.Silent("the node at " + seed);
              node.view().publishWaitingFor(staged(self, seed) + ", and not committed yet");
              return said(staged(self, seed) + "; " + NEXT);
            });
  }

  private static String staged(Candidate self, Endpoint seed) {
    return "node " + self.id() + " is staged to join the ring of " + seed;
  }

  @Override
  public CompletionStage<Verdict> stage(Order order) {
    if (order instanceof Order.Join join)
      return admit(join.by(), candidate -> new Change.Join(candidate.member()));
    if (order instanceof Order.Replace replace)
      return admit(
          replace.by(), candidate -> new Change.Replace(replace.node(), candidate.member()));
    Change change = changeOf(order);
    return keeper
        .ask(replyTo -> new RingProtocol.Stage(change, replyTo))
        .thenApply(answer -> answer.verdict(staged -> staged("staged: " + change)));
  }

  private static Change changeOf(Order order) {
    if (order instanceof Order.Leave leave) return new Change.Leave(leave.node());
    if (order instanceof Order.ForceRemove remove) return new Change.ForceRemove(remove.node());
    if (order instanceof Order.Capacity capacity)
      return new Change.Capacity(capacity.node(), capacity.capacity());
    if (order instanceof Order.Zone zone) return new Change.Zone(zone.node(), zone.zone());
    throw new IllegalStateException("an order that needs to meet somebody: " + order);
  }

  /** Meets a node that is to be let in, and stages what it is to become. */
  private CompletionStage<Verdict> admit(Endpoint at, Function<Candidate, Change> change) {
    return founder
        .meet(at)
        .thenCompose(
            met -> {
              Optional<String> objection = Founding.objection(met);
              if (objection.isPresent()) return done(Verdict.refused(objection.get()));
              Candidate newcomer = met.node().orElseThrow().candidate();
              return stageNewcomer(change.apply(newcomer), newcomer);
            });
  }

  private CompletionStage<Verdict> stageNewcomer(Change change, Candidate newcomer) {
    return keeper
        .ask(replyTo -> new RingProtocol.StageNewcomer(change, newcomer, replyTo))
        .thenApply(answer -> answer.verdict(staged -> staged("staged: " + change)));
  }

  private static SortedMap<String, Object> staged(String what) {
    return sentence(what + "; nothing moves yet; " + NEXT);
  }

  @Override
  public CompletionStage<Verdict> staged() {
    return done(new Verdict.Done(new RingReport(node.view()).staged()));
  }

  @Override
  public CompletionStage<Verdict> clear() {
    return keeper
        .ask(RingProtocol.Clear::new)
        .thenApply(answer -> answer.verdict(staged -> sentence("nothing is staged any more")));
  }

  @Override
  public CompletionStage<Verdict> plan() {
    return keeper
        .ask(RingProtocol.GetPlan::new)
        .thenApply(
            answer ->
                answer.verdict(
                    outcome -> new PlanReport(((RingProtocol.Planned) outcome).plan()).tree()));
  }

  @Override
  public CompletionStage<Verdict> commit(String plan, boolean force) {
    RingId id = new RingId(plan);
    return keeper
        .ask(replyTo -> new RingProtocol.Commit(id, force, replyTo))
        .thenApply(
            answer ->
                answer.verdict(
                    outcome -> {
                      RingProtocol.InForce now = (RingProtocol.InForce) outcome;
                      SortedMap<String, Object> tree =
                          sentence(
                              "epoch "
                                  + now.epoch()
                                  + " is in force, and partitions begin to move; watch: "
                                  + "scripts/gramme transfers");
                      tree.put("epoch", now.epoch());
                      tree.put("id", now.ring().hex());
                      return tree;
                    }));
  }

  @Override
  public SortedMap<String, Object> transfers() {
    return node.transfers().tree();
  }

  @Override
  public CompletionStage<Verdict> pause() {
    return paused(true, "nothing is fetched by this node any more, until it is told to resume");
  }

  @Override
  public CompletionStage<Verdict> resume() {
    return paused(false, "this node fetches what it is to keep");
  }

  private CompletionStage<Verdict> paused(boolean isPaused, String sentence) {
    return node.transfers()
        .pause(isPaused)
        .thenApply(
            isDone -> isDone ? said(sentence) : new Verdict.Silent("whoever moves partitions"));
  }

  @Override
  public CompletionStage<Verdict> shared() {
    return keeper
        .ask(RingProtocol.GetCharter::new)
        .thenApply(
            answer ->
                answer.verdict(
                    outcome -> {
                      byte[] charter = ((RingProtocol.Chartered) outcome).charter();
                      SortedMap<String, Object> tree = new TreeMap<>();
                      tree.put("charter", Base64.getEncoder().encodeToString(charter));
                      return tree;
                    }));
  }

  @Override
  public CompletionStage<Verdict> received(Map<String, Object> tree) {
    if (tree.get("charter") instanceof String text) {
      byte[] charter = Base64.getDecoder().decode(text);
      return keeper
          .ask(replyTo -> new RingProtocol.Adopt(charter, replyTo))
          .thenApply(answer -> answer.verdict(taken -> sentence("this node takes part")));
    }
    Optional<Candidate> newcomer =
        tree.get("newcomer") instanceof Map<?, ?> who
            ? Introduction.readCandidate(who)
            : Optional.empty();
    if (newcomer.isEmpty()) throw new IllegalArgumentException("neither a charter nor a newcomer");
    Candidate who = newcomer.get();
    Change change =
        tree.get("replaces") instanceof String old
            ? new Change.Replace(new NodeId(old), who.member())
            : new Change.Join(who.member());
    return stageNewcomer(change, who);
  }

  private static CompletionStage<Verdict> done(Verdict verdict) {
    return CompletableFuture.completedStage(verdict);
  }

  private static Verdict said(String sentence) {
    return new Verdict.Done(sentence(sentence));
  }

  private static SortedMap<String, Object> sentence(String sentence) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("done", sentence);
    return tree;
  }
}
