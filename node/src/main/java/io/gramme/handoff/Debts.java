package io.gramme.handoff;

import io.gramme.handoff.HintRules.Sight;
import io.gramme.handoff.OwedPlan.Range;
import io.gramme.machine.Step;
import io.gramme.membership.Peers;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.StorageClosedException;
import io.gramme.storage.StorageFailedException;
import io.gramme.storage.StoreDamagedException;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is owed to homes: the shell of {@link OwedPlan}. Lives in the door and in its turns, but for
 * how a writing ended and what a home has answered, which are told from elsewhere.
 */
final class Debts implements OwedPlan.Shell {

  /** Where the comparer of replicas is found on a home. */
  private static final String COMPARER_PATH = "/user/anti-entropy";

  private static final Logger LOG = LoggerFactory.getLogger(Debts.class);

  /** Told from the writer's thread how the writing of a debt ended. */
  @FunctionalInterface
  interface Written {
    void ended(Range range, long number, boolean isWritten);
  }

  private final ActorContext<?> context;
  private final HintBuffers.Surroundings node;
  private final Written written;
  private final ObjLongConsumer<Range> repaired;
  private final Map<Long, ActorRef<HintProtocol.RangeRepaired>> askings = new HashMap<>();
  private final Map<Range, List<Consumer<Boolean>>> waiting = new HashMap<>();
  private OwedPlan plan = OwedPlan.NONE;
  private Peers peers = Peers.NONE;
  private long lastScanMillis;

  /**
   * @param written told from another thread how a writing ended
   * @param repaired told from another thread that a home has answered the asking of a number
   */
  Debts(
      ActorContext<?> context,
      HintBuffers.Surroundings node,
      Written written,
      ObjLongConsumer<Range> repaired) {
    this.context = context;
    this.node = node;
    this.written = written;
    this.repaired = repaired;
    this.lastScanMillis = millis() - node.rules().settings().scanEvery().toMillis();
    try {
      plan = OwedPlan.of(node.store().owed());
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      context.getLog().error("What is owed to others could not be read", e);
    }
  }

  /** A home missed something. */
  void onMissed(Range range) {
    if (!plan.debts().containsKey(range)) node.stats().count(Counter.RANGES_OWED);
    take(plan.onMissed(range));
  }

  /**
   * A home missed something, and somebody waits for that to be written down.
   *
   * @param whenWritten told once whether it was
   */
  void onFound(Range range, Consumer<Boolean> whenWritten) {
    if (!plan.isWritten(range))
      waiting.computeIfAbsent(range, any -> new ArrayList<>()).add(whenWritten);
    onMissed(range);
    if (plan.isWritten(range) && !waiting.containsKey(range)) whenWritten.accept(true);
  }

  /**
   * A home missed something in each of some ranges, and somebody waits for that to be written down.
   *
   * @param whenWritten told once, whether all of it was; never if there are no ranges
   */
  void onFound(Collection<Range> ranges, Consumer<Boolean> whenWritten) {
    Gathering gathering = new Gathering(ranges.size(), whenWritten);
    ranges.forEach(range -> onFound(range, gathering::add));
  }

  /** Waits for so many answers and tells whether all of them were yes. */
  private static final class Gathering {

    private final Consumer<Boolean> whenAll;
    private int missing;
    private boolean isAll = true;

    Gathering(int missing, Consumer<Boolean> whenAll) {
      this.missing = missing;
      this.whenAll = whenAll;
    }

    void add(boolean answer) {
      isAll &= answer;
      if (--missing == 0) whenAll.accept(isAll);
    }
  }

  /** A writing has ended. */
  void onWritten(Range range, long number, boolean isWritten) {
    plan = plan.onWritten(range, number, isWritten);
    boolean isThere = plan.isWritten(range);
    List<Consumer<Boolean>> told = waiting.remove(range);
    if (told != null) told.forEach(each -> each.accept(isThere));
  }

  /** A home has answered an asking. */
  void onRepaired(Range range, long number) {
    boolean wasOwed = plan.debts().containsKey(range);
    take(plan.onRepaired(range, number));
    if (wasOwed && !plan.debts().containsKey(range)) node.stats().count(Counter.RANGES_REPAIRED);
  }

  /** Time has passed, and this is whom the node can reach. */
  void onTick(Sight sight, Peers theirs) {
    peers = theirs;
    long now = millis();
    if (now - lastScanMillis < node.rules().settings().scanEvery().toMillis()) return;
    lastScanMillis = now;
    take(plan.onScan(sight.ring().participants()::contains, sight.reachable()));
  }

  /** Which partitions each home is owed. */
  SortedMap<NodeId, SortedSet<Integer>> byHome() {
    return plan.byHome();
  }

  private void take(Step<OwedPlan, OwedPlan.Effect> step) {
    plan = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  @Override
  public void write(Range range, long number) {
    node.store().owe(range.home(), range.partition(), new Writing(range, number));
  }

  /** Says how the writing of a debt ended. */
  private final class Writing implements WriteListener {

    private final Range range;
    private final long number;

    Writing(Range range, long number) {
      this.range = range;
      this.number = number;
    }

    @Override
    public void stored() {
      written.ended(range, number, true);
    }

    @Override
    public void failed(WriteFailure why) {
      written.ended(range, number, false);
    }
  }

  /** Each asking has an actor of its own for the answer, which says no number. */
  @Override
  public void ask(Range range, long number) {
    ActorRef<HintProtocol.RangeRepaired> replyTo =
        askings.computeIfAbsent(number, any -> context.spawnAnonymous(answers(range, number)));
    address(range.home())
        .forEach(
            address ->
                ActorRefResolver.get(context.getSystem())
                    .<HintProtocol.RepairRange>resolveActorRef(address + COMPARER_PATH)
                    .tell(new HintProtocol.RepairRange(range.partition(), replyTo)));
  }

  private Behavior<HintProtocol.RangeRepaired> answers(Range range, long number) {
    return Behaviors.receiveMessage(
        answer -> {
          if (answer.from().equals(range.home()) && answer.partition() == range.partition())
            repaired.accept(range, number);
          return Behaviors.same();
        });
  }

  private List<String> address(NodeId home) {
    if (home.equals(node.self())) return List.of(context.getSystem().address().toString());
    return peers.peer(home).map(peer -> List.of(peer.address())).orElse(List.of());
  }

  @Override
  public void forget(long number) {
    ActorRef<HintProtocol.RangeRepaired> asking = askings.remove(number);
    if (asking != null) context.stop(asking);
  }

  @Override
  public void strike(Range range) {
    node.store().repaid(range.home(), range.partition(), new Striking(range));
  }

  /** A debt that could not be struck off is settled once more after the next start. */
  private final class Striking implements WriteListener {

    private final Range range;

    Striking(Range range) {
      this.range = range;
    }

    @Override
    public void stored() {}

    @Override
    public void failed(WriteFailure why) {
      LOG.warn("{} could not be struck off: {}", range, why);
    }
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
