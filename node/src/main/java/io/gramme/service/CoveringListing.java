package io.gramme.service;

import io.gramme.admission.Admission;
import io.gramme.admission.Work;
import io.gramme.buckets.BucketCatalog;
import io.gramme.coordination.Keepers;
import io.gramme.coordination.Refusal;
import io.gramme.membership.Peers;
import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.ListSlice;
import io.gramme.vnode.VnodeProtocol.Listed;
import io.gramme.vnode.Vnodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Asks the vnodes of all partitions in turn, slice by slice, each once admission control has a
 * slice to spare.
 */
public final class CoveringListing implements Listing {

  /** More pages at once than this are refused. */
  static final int MOST_UNDERWAY = 16;

  /** A replica that is silent for so long is given up for the next one. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final NodeView view;
  private final ActorRef<VnodeProtocol.Command> vnodes;
  private final ActorRef<Admission.Command> admission;
  private final ActorSystem<?> system;
  private final AtomicInteger underway = new AtomicInteger();

  /**
   * @param view where the ring, the buckets and the peers are known
   * @param vnodes the door to this node's vnodes
   */
  public CoveringListing(
      NodeView view,
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<Admission.Command> admission,
      ActorSystem<?> system) {
    this.view = view;
    this.vnodes = vnodes;
    this.admission = admission;
    this.system = system;
  }

  @Override
  public CompletionStage<Outcome> page(Subject subject, Mark from, int max, Duration timeout) {
    if (max < 1 || max > MOST_NAMES) throw new IllegalArgumentException(max + " names");
    Optional<Ring> ring = view.ring().filter(known -> view.admittance().mayServe());
    Optional<BucketCatalog> catalog = view.catalog();
    if (ring.isEmpty()) return refused(new Refusal.NotReady(view.admittance().words()));
    if (catalog.isEmpty())
      return refused(
          new Refusal.NotReady("this node is starting: its buckets are not read from disk yet"));
    if (underway.incrementAndGet() > MOST_UNDERWAY) {
      underway.decrementAndGet();
      return refused(new Refusal.Overloaded("listings in progress"));
    }
    int n = replicas(catalog.get(), subject);
    Ring now = ring.get();
    Sweep sweep =
        new Sweep(
            subject,
            from,
            max,
            now.partitions(),
            partition -> reachable(Keepers.of(now, partition, n).primaries()));
    return new Run(subject, sweep, System.nanoTime() + timeout.toNanos())
        .onwards()
        .whenComplete((outcome, failure) -> underway.decrementAndGet());
  }

  private static int replicas(BucketCatalog catalog, Subject subject) {
    return (subject instanceof Keys keys
            ? catalog.of(keys.bucket())
            : catalog.ofType(subject.type()))
        .orElseThrow(() -> new IllegalArgumentException("no type " + subject.type()))
        .replicas();
  }

  /** Those that can be asked; this node first, since that is cheapest. */
  private List<NodeId> reachable(List<NodeId> primaries) {
    Peers peers = view.peers();
    List<NodeId> able = new ArrayList<>();
    for (NodeId each : primaries) {
      if (isSelf(each)) able.add(0, each);
      else if (peers.isReachable(each)) able.add(each);
    }
    return able;
  }

  private boolean isSelf(NodeId node) {
    return view.self().filter(self -> self.id().equals(node)).isPresent();
  }

  /** The making of one page. */
  private final class Run {
    private final Subject subject;
    private final Sweep sweep;
    private final long deadlineNanos;

    Run(Subject subject, Sweep sweep, long deadlineNanos) {
      this.subject = subject;
      this.sweep = sweep;
      this.deadlineNanos = deadlineNanos;
    }

    CompletionStage<Outcome> onwards() {
      Sweep.Step step = sweep.next();
      if (step instanceof Sweep.Done done) return CompletableFuture.completedStage(done.page());
      Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
      if (left.toMillis() < 1) return refused(new Refusal.TimedOut());
      return admitted(left).thenCompose(answer -> onAdmitted(answer, (Sweep.Ask) step));
    }

    /** Silence of admission control ends with the deadline, and is taken for a full queue. */
    private CompletionStage<Admission.Answer> admitted(Duration left) {
      return AskPattern.<Admission.Command, Admission.Answer>ask(
              admission,
              replyTo -> new Admission.Ask(Work.LISTING, replyTo),
              left,
              system.scheduler())
          .handle(
              (answer, failure) -> failure == null ? answer : new Admission.Refused(Work.LISTING));
    }

    private CompletionStage<Outcome> onAdmitted(Admission.Answer answer, Sweep.Ask step) {
      Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
      if (left.toMillis() < 1) return refused(new Refusal.TimedOut());
      if (!(answer instanceof Admission.Granted))
        return refused(new Refusal.Overloaded("listings that wait for their turn"));
      return asked(step, left.compareTo(PATIENCE) < 0 ? left : PATIENCE)
          .thenCompose(
              reply -> {
                if (reply.isPresent() && reply.get() instanceof Listed listed)
                  sweep.onListed(listed.names(), listed.last(), listed.isEnd(), listed.knows());
                else sweep.onFailure();
                return onwards();
              });
    }

    private CompletionStage<Optional<VnodeProtocol.Reply>> asked(Sweep.Ask step, Duration wait) {
      Optional<ActorRef<VnodeProtocol.Command>> door = door(step.node());
      if (door.isEmpty()) return CompletableFuture.completedStage(Optional.empty());
      Blob bucket = subject instanceof Keys keys ? keys.bucket().name() : Blob.EMPTY;
      return AskPattern.<VnodeProtocol.Command, VnodeProtocol.Reply>ask(
              door.get(),
              replyTo ->
                  new ListSlice(
                      0,
                      step.partition(),
                      subject.type(),
                      bucket,
                      step.after(),
                      step.limit(),
                      System.currentTimeMillis() + wait.toMillis(),
                      replyTo),
              wait,
              system.scheduler())
          .handle((reply, failure) -> Optional.ofNullable(reply));
    }
  }

  private Optional<ActorRef<VnodeProtocol.Command>> door(NodeId node) {
    if (isSelf(node)) return Optional.of(vnodes);
    return view.peers()
        .peer(node)
        .map(
            peer ->
                ActorRefResolver.get(system)
                    .resolveActorRef(peer.address() + "/user/" + Vnodes.PATH));
  }

  private static CompletionStage<Outcome> refused(Refusal why) {
    return CompletableFuture.completedStage(new Refused(why));
  }
}
