package io.gramme.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.admission.Admission;
import io.gramme.admission.Work;
import io.gramme.causality.Dot;
import io.gramme.causality.HybridClock;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.config.NodeSettings.HintSettings;
import io.gramme.handoff.HintProtocol.CountHints;
import io.gramme.handoff.HintProtocol.HintsCounted;
import io.gramme.handoff.HintProtocol.Keep;
import io.gramme.handoff.HintProtocol.Look;
import io.gramme.handoff.HintProtocol.MakeFor;
import io.gramme.handoff.HintProtocol.Owe;
import io.gramme.handoff.HintProtocol.RangeRepaired;
import io.gramme.handoff.HintProtocol.RepairRange;
import io.gramme.membership.Peers;
import io.gramme.membership.Peers.Peer;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Stored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hints of one node over a real directory; the home is a probe. */
class HintBuffersTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final Key CART = Key.of("carts", "ann");
  private static final int PARTITION = 5;
  private static final Terms TERMS = new Terms(3, Reconciliation.KEEP_SIBLINGS);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Ring RING =
      Ring.of(
          RingVersion.first(
              List.of(Member.of(ANN), Member.of(BOB), Member.of(new NodeId("cat"))), 16, 3));

  @TempDir Path root;
  private final NodeStats stats = new NodeStats(0);
  private final AtomicReference<HintsView> view = new AtomicReference<>(HintsView.NONE);
  private ActorTestKit kit;
  private DataDirectory directory;
  private TestProbe<VnodeProtocol.Command> home;
  private TestProbe<RepairRange> comparer;
  private TestProbe<Reply> replies;
  private ActorRef<Object> hints;

  @BeforeEach
  void open() {
    kit =
        ActorTestKit.create(
            "hints",
            ConfigFactory.parseString(
                    "pekko.loglevel = OFF, gramme.vnode-dispatcher {"
                        + " executor = thread-pool-executor,"
                        + " thread-pool-executor.fixed-pool-size = 2 }")
                .withFallback(ConfigFactory.load()));
    home = kit.createTestProbe();
    comparer = kit.createTestProbe();
    replies = kit.createTestProbe();
    kit.spawn(forwarding(home.getRef()), "vnodes");
    kit.spawn(forwarding(comparer.getRef()), "anti-entropy");
    Random random = new Random(1);
    directory =
        DataDirectory.open(
            root, ANN, StorageSettings.DEFAULTS.withEngine(EngineChoice.MEMORY), random::nextLong);
  }

  @AfterEach
  void close() {
    kit.shutdownTestKit();
    directory.close();
  }

  private static <T> Behavior<T> forwarding(ActorRef<T> to) {
    return Behaviors.receiveMessage(
        message -> {
          to.tell(message);
          return Behaviors.same();
        });
  }

  private void start(long bytesLimit) {
    Random random = new Random(2);
    ActorRef<Admission.Command> admission =
        kit.spawn(
            Behaviors.receiveMessage(
                message -> {
                  if (message instanceof Admission.Ask ask)
                    ask.replyTo().tell(new Admission.Granted(Work.HANDOFF));
                  return Behaviors.same();
                }));
    var settings =
        new HintSettings(bytesLimit, Duration.ofHours(3), Duration.ofMillis(100), 4, 1 << 20, LONG);
    hints =
        kit.spawn(
            HintBuffers.create(
                new HintBuffers.Surroundings(
                    ANN,
                    directory.hints(),
                    directory::incarnation,
                    home.getRef(),
                    admission,
                    new HintRules(settings, new RecordRules(20, 10, 1_000)),
                    new HybridClock(System::currentTimeMillis, 10_000),
                    random::nextLong,
                    System::currentTimeMillis,
                    1_000,
                    stats,
                    view::set)),
            HintBuffers.PATH);
    hints.tell(new HintBuffers.RingChanged(RING));
  }

  private void bobIs(boolean isReachable) {
    String address = kit.system().address().toString();
    hints.tell(
        new HintBuffers.PeersChanged(new Peers(Map.of(BOB, new Peer(BOB, address, isReachable)))));
  }

  @Test
  void whatIsKeptIsAcknowledgedOnceStoredAndFoundAndCounted() {
    start(1 << 20);
    keep(1, "milk");
    assertThat(reply()).isEqualTo(new Stored(1, ANN));
    assertThat(kept()).isEqualTo(sibling(1, "milk"));
    assertThat(look()).isEqualTo(new Found(7, ANN, sibling(1, "milk"), TERMS, false));
    assertThat(count()).isEqualTo(1);
    home.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aHintGoesToItsHomeWhenThatReturnsAndLeavesOnceConfirmed() {
    start(1 << 20);
    keep(1, "milk");
    reply();
    bobIs(true);
    Merge merge = merge();
    assertThat(merge.siblings()).isEqualTo(sibling(1, "milk"));
    assertThat(merge.occasion()).isEqualTo(Occasion.HANDOFF);
    assertThat(kept()).isEqualTo(sibling(1, "milk"));
    merge.replyTo().tell(new Stored(merge.request(), BOB));
    Awaitility.await().atMost(LONG).until(() -> kept().isEmpty());
    Awaitility.await().atMost(LONG).until(() -> stats.total(Counter.HINTS_DELIVERED) == 1);
    Awaitility.await().atMost(LONG).until(() -> count() == 0);
    Awaitility.await().atMost(LONG).until(() -> view.get().homes().get(BOB).delivered() == 1);
    assertThat(view.get().bytes()).isZero();
  }

  @Test
  void aHintThatIsGoneDoesNotComeBackWithALossOfPower() {
    start(1 << 20);
    keep(1, "milk");
    reply();
    long synced = directory.writer().figures().done().syncedBatches();
    bobIs(true);
    Merge merge = merge();
    merge.replyTo().tell(new Stored(merge.request(), BOB));
    Awaitility.await().atMost(LONG).until(() -> count() == 0);
    assertThat(directory.writer().figures().done().syncedBatches()).isEqualTo(synced + 1);
  }

  @Test
  void aHintThatWasAddedToMeanwhileStaysAndIsSentAgain() {
    start(1 << 20);
    keep(1, "milk");
    reply();
    bobIs(true);
    Merge first = merge();
    keep(2, "egg");
    reply();
    first.replyTo().tell(new Stored(first.request(), BOB));
    Merge second = merge();
    Siblings both = sibling(1, "milk").merge(sibling(2, "egg"));
    assertThat(second.siblings()).isEqualTo(both);
    assertThat(kept()).isEqualTo(both);
  }

  @Test
  void aHintThatIsRefusedStays() {
    start(1 << 20);
    keep(1, "milk");
    reply();
    bobIs(true);
    Merge first = merge();
    first.replyTo().tell(new Refused(first.request(), BOB, Reason.OVERLOADED));
    assertThat(merge().siblings()).isEqualTo(sibling(1, "milk"));
    assertThat(kept()).isEqualTo(sibling(1, "milk"));
  }

  @Test
  void beyondItsBytesNothingIsKept() {
    start(1);
    keep(1, "milk");
    assertThat(reply()).isEqualTo(new Refused(1, ANN, Reason.HINTS_FULL));
    assertThat(kept().isEmpty()).isTrue();
    assertThat(stats.total(Counter.HINTS_REFUSED)).isEqualTo(1);
  }

  @Test
  void nothingIsKeptForAStrangerOrTooLate() {
    start(1 << 20);
    keep(new NodeId("eve"), 1, "milk", soon());
    assertThat(reply()).isEqualTo(new Refused(1, ANN, Reason.NO_SUCH_PARTITION));
    keep(BOB, 1, "milk", soon() - 3_600_000);
    assertThat(reply()).isEqualTo(new Refused(1, ANN, Reason.STALE));
  }

  @Test
  void whatIsMadeForAHomeIsKeptForIt() {
    start(1 << 20);
    hints.tell(
        new MakeFor(
            3,
            BOB,
            PARTITION,
            CART,
            VersionVector.EMPTY,
            Value.text("milk"),
            TERMS,
            Durability.SYNC,
            soon(),
            replies.getRef()));
    Made made = (Made) reply();
    assertThat(made.siblings().size()).isEqualTo(1);
    assertThat(kept()).isEqualTo(made.siblings());
  }

  @Test
  void hintsOfAnEarlierStartAreCountedAndDelivered() {
    start(1 << 20);
    keep(1, "milk");
    reply();
    kit.stop(hints);
    start(1 << 20);
    Awaitility.await().atMost(LONG).until(() -> view.get().isCounted());
    assertThat(count()).isEqualTo(1);
    bobIs(true);
    assertThat(merge().siblings()).isEqualTo(sibling(1, "milk"));
  }

  @Test
  void aDebtIsWrittenDownAndStruckOffWhenTheHomeHasCompared() {
    start(1 << 20);
    hints.tell(new Owe(BOB, PARTITION));
    Awaitility.await().atMost(LONG).until(() -> owed().contains(PARTITION));
    bobIs(true);
    RepairRange asked = comparer.receiveMessage(LONG);
    assertThat(asked.partition()).isEqualTo(PARTITION);
    assertThat(owed()).contains(PARTITION);
    asked.replyTo().tell(new RangeRepaired(BOB, PARTITION));
    Awaitility.await().atMost(LONG).until(() -> directory.hints().owed().isEmpty());
    assertThat(stats.total(Counter.RANGES_OWED)).isEqualTo(1);
    Awaitility.await().atMost(LONG).until(() -> stats.total(Counter.RANGES_REPAIRED) == 1);
  }

  private SortedSet<Integer> owed() {
    return directory.hints().owed().getOrDefault(BOB, new TreeSet<>());
  }

  private Siblings kept() {
    return directory
        .hints()
        .get(BOB, PARTITION, CART)
        .map(hint -> hint.record().siblings())
        .orElse(Siblings.NONE);
  }

  private void keep(long actor, String text) {
    keep(BOB, actor, text, soon());
  }

  private void keep(NodeId forWhom, long actor, String text, long deadlineMillis) {
    hints.tell(
        new Keep(
            actor,
            forWhom,
            PARTITION,
            CART,
            sibling(actor, text),
            TERMS,
            Durability.SYNC,
            deadlineMillis,
            replies.getRef()));
  }

  private Reply look() {
    hints.tell(new Look(7, PARTITION, CART, soon(), replies.getRef()));
    return reply();
  }

  private long count() {
    TestProbe<HintsCounted> counted = kit.createTestProbe();
    hints.tell(new CountHints(8, PARTITION, soon(), counted.getRef()));
    return counted.receiveMessage(LONG).count();
  }

  private Reply reply() {
    return replies.receiveMessage(LONG);
  }

  private Merge merge() {
    return (Merge) home.receiveMessage(LONG);
  }

  private static long soon() {
    return System.currentTimeMillis() + 60_000;
  }

  private static Siblings sibling(long actor, String text) {
    return Siblings.of(
        new Version(
            new Dot(actor, 1), new HybridTime(actor), VersionVector.EMPTY, Value.text(text)));
  }
}
