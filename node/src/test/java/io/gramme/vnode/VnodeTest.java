package io.gramme.vnode;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Dot;
import io.gramme.causality.HybridClock;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.codec.ByteWriter;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.Change;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.VnodeProtocol.Command;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Stored;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One vnode over a real data directory; its writer's thread answers, so replies are awaited. */
class VnodeTest {

  private static final Key CART = Key.of("carts", "ann");
  private static final NodeId ANN = new NodeId("ann");
  private static final long NOW = 1_000_000;
  private static final long TOLERANCE = 2_000;

  @TempDir Path root;
  private final NodeStats stats = new NodeStats(0);
  private final TestInbox<Reply> replies = TestInbox.create();
  private DataDirectory directory;
  private BehaviorTestKit<Command> vnode;

  @BeforeEach
  void open() {
    open(StorageSettings.DEFAULTS);
  }

  private void open(StorageSettings settings) {
    Random random = new Random(1);
    directory =
        DataDirectory.open(root, ANN, settings.withEngine(EngineChoice.MEMORY), random::nextLong);
    vnode =
        BehaviorTestKit.create(
            Vnode.create(
                directory.store(7),
                new Vnode.Surroundings(
                    ANN,
                    new RecordRules(20, 2, 10),
                    new HybridClock(() -> NOW, 10_000),
                    directory::incarnation,
                    random::nextLong,
                    () -> NOW,
                    TOLERANCE,
                    stats)));
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void aKeyNeverWrittenIsFoundEmpty() {
    assertThat(answerTo(get(NOW))).isEqualTo(new Found(1, ANN, Siblings.NONE, Terms.NONE, true));
  }

  @Test
  void whatIsMadeIsFound() {
    Made made = (Made) answerTo(make("milk", VersionVector.EMPTY));
    assertThat(made.siblings().size()).isEqualTo(1);
    assertThat(answerTo(get(NOW)))
        .isEqualTo(
            new Found(1, ANN, made.siblings(), new Terms(3, Reconciliation.KEEP_SIBLINGS), true));
  }

  @Test
  void whatIsMergedIsFoundBesideWhatNobodyHadSeen() {
    Made made = (Made) answerTo(make("milk", VersionVector.EMPTY));
    assertThat(answerTo(merge(1, "egg"))).isEqualTo(new Stored(1, ANN));
    Found found = (Found) answerTo(get(NOW));
    assertThat(found.siblings()).isEqualTo(made.siblings().merge(sibling(1, "egg")));
  }

  @Test
  void aSiblingTooManyIsRefused() {
    answerTo(make("a", VersionVector.EMPTY));
    answerTo(make("b", VersionVector.EMPTY));
    assertRefused(make("c", VersionVector.EMPTY), Reason.TOO_MANY_SIBLINGS);
    assertThat(stats.total(Counter.SIBLING_CAP_REFUSALS)).isEqualTo(1);
    Found found = (Found) answerTo(get(NOW));
    assertThat(answerTo(make("abc", found.siblings().seen()))).isInstanceOf(Made.class);
  }

  @Test
  void whatAnotherReplicaHoldsIsTakenWhateverItsSize() {
    for (int actor = 1; actor <= 5; actor++) {
      assertThat(answerTo(merge(actor, "0123456789"))).isEqualTo(new Stored(1, ANN));
    }
    assertThat(((Found) answerTo(get(NOW))).siblings().size()).isEqualTo(5);
  }

  @Test
  void anObjectThatWouldGrowTooLargeIsRefused() {
    answerTo(make("0123456789", VersionVector.EMPTY));
    assertRefused(make("0", VersionVector.EMPTY), Reason.OBJECT_TOO_LARGE);
  }

  @Test
  void aStaleCommandIsRefusedUnlessTheClocksMayBeToBlame() {
    assertThat(answerTo(get(NOW - TOLERANCE))).isInstanceOf(Found.class);
    assertRefused(get(NOW - TOLERANCE - 1), Reason.STALE);
    assertThat(stats.total(Counter.STALE_DROPPED)).isEqualTo(1);
  }

  @Test
  void aClosedStoreRefusesReadsAndWrites() {
    directory.close();
    assertRefused(get(NOW), Reason.STORE_FAILED);
    assertRefused(merge(1, "egg"), Reason.STORE_FAILED);
    assertRefused(make("milk", VersionVector.EMPTY), Reason.STORE_FAILED);
  }

  @Test
  void aFullQueueIsOverloadAndKeepsNothing() {
    directory.close();
    open(StorageSettings.DEFAULTS.with(new StorageSettings.Queue(1, 1)));
    assertRefused(make("milk", VersionVector.EMPTY), Reason.OVERLOADED);
    assertThat(answerTo(get(NOW))).isEqualTo(new Found(1, ANN, Siblings.NONE, Terms.NONE, true));
  }

  @Test
  void aDamagedRecordIsRefusedAndNeverTakenForNothing() {
    answerTo(make("milk", VersionVector.EMPTY));
    damageTheRecord();
    assertRefused(get(NOW), Reason.RECORD_DAMAGED);
    assertRefused(merge(1, "egg"), Reason.RECORD_DAMAGED);
    assertRefused(make("milk", VersionVector.EMPTY), Reason.RECORD_DAMAGED);
  }

  /** Puts other bytes under the cart's key, as the disk format writes it. */
  private void damageTheRecord() {
    byte[] key =
        ByteWriter.growing(64)
            .writeInt(7)
            .writeByte('r')
            .writeRaw("default\0carts\0\1ann".getBytes(StandardCharsets.US_ASCII))
            .toByteArray();
    BlockingQueue<Boolean> outcomes = new LinkedBlockingQueue<>();
    directory
        .writer()
        .submit(
            List.of(new Change.Put(key, new byte[] {1, 2, 3, 4, 5})),
            Durability.SYNC,
            new WriteListener() {
              @Override
              public void stored() {
                outcomes.add(true);
              }

              @Override
              public void failed(WriteFailure why) {
                outcomes.add(false);
              }
            });
    Awaitility.await().until(() -> !outcomes.isEmpty());
    assertThat(outcomes).containsExactly(true);
  }

  @Test
  void theLastWriteWinsWhereTheBucketSaysSo() {
    answerTo(merge(1, "old", Reconciliation.LAST_WRITE_WINS, HybridTime.ofMillis(1)));
    answerTo(merge(2, "new", Reconciliation.LAST_WRITE_WINS, HybridTime.ofMillis(2)));
    Found found = (Found) answerTo(get(NOW));
    assertThat(found.siblings().versions()).extracting(Version::dot).containsExactly(new Dot(2, 1));
    assertThat(stats.total(Counter.LAST_WRITE_DISCARDS)).isEqualTo(1);
  }

  private void assertRefused(Command command, Reason why) {
    assertThat(answerTo(command)).isEqualTo(new Refused(1, ANN, why));
  }

  private Reply answerTo(Command command) {
    vnode.run(command);
    Awaitility.await().until(replies::hasMessages);
    return replies.receiveMessage();
  }

  private Get get(long deadlineMillis) {
    return new Get(1, 7, CART, deadlineMillis, replies.getRef());
  }

  private Make make(String text, VersionVector seen) {
    return new Make(
        1,
        7,
        CART,
        seen,
        Value.text(text),
        new Terms(3, Reconciliation.KEEP_SIBLINGS),
        Durability.SYNC,
        NOW,
        replies.getRef());
  }

  private Merge merge(long actor, String text) {
    return merge(actor, text, Reconciliation.KEEP_SIBLINGS, HybridTime.ofMillis(actor));
  }

  private Merge merge(long actor, String text, Reconciliation reconciliation, HybridTime time) {
    Siblings siblings =
        Siblings.of(new Version(new Dot(actor, 1), time, VersionVector.EMPTY, Value.text(text)));
    return new Merge(
        1,
        7,
        CART,
        siblings,
        new Terms(3, reconciliation),
        VnodeProtocol.Occasion.WRITE,
        Durability.OS,
        NOW,
        replies.getRef());
  }

  private static Siblings sibling(long actor, String text) {
    return Siblings.of(
        new Version(
            new Dot(actor, 1), HybridTime.ofMillis(actor), VersionVector.EMPTY, Value.text(text)));
  }
}
