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
import io.gramme.merkle.Branch;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeNode;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Blob;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.Change;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.VnodeProtocol.Branches;
import io.gramme.vnode.VnodeProtocol.Buried;
import io.gramme.vnode.VnodeProtocol.Command;
import io.gramme.vnode.VnodeProtocol.Confirm;
import io.gramme.vnode.VnodeProtocol.Confirmed;
import io.gramme.vnode.VnodeProtocol.FindTombstones;
import io.gramme.vnode.VnodeProtocol.Forget;
import io.gramme.vnode.VnodeProtocol.Forgotten;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.GetBranches;
import io.gramme.vnode.VnodeProtocol.GetLeaves;
import io.gramme.vnode.VnodeProtocol.GetRoots;
import io.gramme.vnode.VnodeProtocol.Leaves;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Roots;
import io.gramme.vnode.VnodeProtocol.ScrubSlice;
import io.gramme.vnode.VnodeProtocol.SliceScrubbed;
import io.gramme.vnode.VnodeProtocol.Stored;
import io.gramme.vnode.VnodeProtocol.TombstonesFound;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
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
  private final Knowledge knowledge = Knowledge.ofEverything();
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
                    stats,
                    knowledge)));
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

  @Test
  void anEmptyAnswerSaysWhetherThePartitionIsKnown() {
    knowledge.doubt(7);
    assertThat(((Found) answerTo(get(NOW))).knows()).isFalse();
    knowledge.dispel(7, knowledge.doubts(7));
    assertThat(((Found) answerTo(get(NOW))).knows()).isTrue();
    knowledge.doubt(8);
    assertThat(((Found) answerTo(get(NOW))).knows()).isTrue();
  }

  @Test
  void aComparisonThatBeganBeforeADoubtDoesNotDispelIt() {
    knowledge.doubt(7);
    int begun = knowledge.doubts(7);
    knowledge.doubt(7);
    knowledge.dispel(7, begun);
    assertThat(knowledge.knows(7)).isFalse();
  }

  @Test
  void damageIsMetOnceAndDoubtedOnce() {
    answerTo(make("milk", VersionVector.EMPTY));
    damageTheRecord();
    assertRefused(get(NOW), Reason.RECORD_DAMAGED);
    assertRefused(get(NOW), Reason.RECORD_DAMAGED);
    assertThat(knowledge.doubts(7)).isEqualTo(1);
    assertThat(knowledge.damaged()).containsExactly(7);
  }

  @Test
  void aScrubTakesADamagedRecordOutAndThenNothingThereIsNotBelieved() {
    answerTo(make("milk", VersionVector.EMPTY));
    damageTheRecord();
    SliceScrubbed scrubbed = (SliceScrubbed) answerTo(scrub());
    assertThat(scrubbed.removed()).isEqualTo(1);
    assertThat(scrubbed.last()).isEqualTo(Blob.EMPTY);
    assertThat(answerTo(get(NOW))).isEqualTo(new Found(1, ANN, Siblings.NONE, Terms.NONE, false));
    assertThat(stats.total(Counter.SCRUB_DAMAGED)).isEqualTo(1);
  }

  @Test
  void treesLeadFromTheRootToTheKeysThatAreStored() {
    assertThat(answerTo(roots())).isEqualTo(new Roots(1, ANN, new TreeMap<>()));
    answerTo(make("milk", VersionVector.EMPTY));
    EntryDigest digest = digestOfCart();
    assertThat(((Roots) answerTo(roots())).roots()).containsOnlyKeys(3);
    int leaf = TreeShape.DEFAULT.leafOf(digest.keyHash());
    TreeNode above = new TreeNode(1, leaf / TreeShape.DEFAULT.width());
    Branches branches =
        (Branches)
            answerTo(
                new GetBranches(1, 7, 3, List.of(TreeNode.ROOT, above), NOW, replies.getRef()));
    assertThat(branches.branches()).extracting(Branch::node).containsExactly(TreeNode.ROOT, above);
    assertThat(branches.branches().get(1).childHashes().get(leaf % TreeShape.DEFAULT.width()))
        .isEqualTo(digest.digest());
    assertThat(answerTo(leaves(leaf, 0, 1)))
        .isEqualTo(new Leaves(1, ANN, List.of(new LeafEntry(CART, digest.digest()))));
    int part = (int) digest.keyHash() & 1;
    assertThat(((Leaves) answerTo(leaves(leaf, part, 2))).entries()).hasSize(1);
    assertThat(((Leaves) answerTo(leaves(leaf, 1 - part, 2))).entries()).isEmpty();
  }

  @Test
  void leavesThatAreTooLargeForOneAnswerAreRefused() {
    byte[] name = new byte[Key.MAX_NAME_BYTES];
    List<Integer> all = IntStream.range(0, TreeShape.DEFAULT.leaves()).boxed().toList();
    for (int i = 0; i < 70; i++) {
      byte[] each = name.clone();
      each[0] = (byte) i;
      Key key = new Key(CART.bucket(), Blob.wrap(each));
      answerTo(mergeOf(key, sibling(i + 1, "v")));
    }
    assertRefused(
        new GetLeaves(1, 7, 3, all, 0, 1, NOW, replies.getRef()), Reason.ANSWER_TOO_LARGE);
    assertThat(answerTo(new GetLeaves(1, 7, 3, all, 0, 4, NOW, replies.getRef())))
        .isInstanceOf(Leaves.class);
  }

  @Test
  void onlyWhatIsHeldExactlySoIsConfirmed() {
    bury();
    LeafEntry held = new LeafEntry(CART, digestOfCart().digest());
    LeafEntry other = new LeafEntry(CART, held.digest() + 1);
    LeafEntry absent = new LeafEntry(Key.of("carts", "bob"), 0);
    assertThat(answerTo(confirm(held, other, absent)))
        .isEqualTo(new Confirmed(1, ANN, List.of(held)));
    assertThat(answerTo(confirm(other))).isEqualTo(new Confirmed(1, ANN, List.of()));
  }

  @Test
  void whatIsConfirmedIsSyncedBeforeItIsSaid() {
    bury();
    LeafEntry held = new LeafEntry(CART, digestOfCart().digest());
    long synced = directory.writer().figures().done().syncedBatches();
    answerTo(confirm(held));
    assertThat(directory.writer().figures().done().syncedBatches()).isEqualTo(synced + 1);
  }

  @Test
  void onlyExactlyThatTombstoneIsForgotten() {
    bury();
    LeafEntry tombstone = new LeafEntry(CART, digestOfCart().digest());
    assertThat(answerTo(forget(new LeafEntry(CART, tombstone.digest() + 1))))
        .isEqualTo(new Forgotten(1, ANN, 0));
    assertThat(((Found) answerTo(get(NOW))).siblings().isDeleted()).isTrue();
    assertThat(answerTo(forget(tombstone))).isEqualTo(new Forgotten(1, ANN, 1));
    assertThat(((Found) answerTo(get(NOW))).siblings()).isEqualTo(Siblings.NONE);
    assertThat(((Roots) answerTo(roots())).roots().values()).allMatch(root -> root == 0);
    assertThat(stats.total(Counter.TOMBSTONES_REAPED)).isEqualTo(1);
  }

  @Test
  void aValueIsNeverForgotten() {
    answerTo(make("milk", VersionVector.EMPTY));
    assertThat(answerTo(forget(new LeafEntry(CART, digestOfCart().digest()))))
        .isEqualTo(new Forgotten(1, ANN, 0));
    assertThat(((Found) answerTo(get(NOW))).siblings().isEmpty()).isFalse();
  }

  @Test
  void oldTombstonesAreFoundWithTheirReplicas() {
    bury();
    LeafEntry tombstone = new LeafEntry(CART, digestOfCart().digest());
    TombstonesFound old = (TombstonesFound) answerTo(tombstones(Long.MAX_VALUE));
    assertThat(old.tombstones()).containsExactly(new Buried(tombstone, 3));
    assertThat(old.total()).isEqualTo(1);
    TombstonesFound young = (TombstonesFound) answerTo(tombstones(old.oldestMillis()));
    assertThat(young.tombstones()).isEmpty();
    assertThat(young.oldestMillis()).isEqualTo(old.oldestMillis());
  }

  @Test
  void whatComesTooLateChangesNothing() {
    bury();
    LeafEntry tombstone = new LeafEntry(CART, digestOfCart().digest());
    long late = NOW - TOLERANCE - 1;
    assertRefused(new Confirm(1, 7, List.of(tombstone), late, replies.getRef()), Reason.STALE);
    assertRefused(new Forget(1, 7, List.of(tombstone), late, replies.getRef()), Reason.STALE);
    assertThat(((Found) answerTo(get(NOW))).siblings().isDeleted()).isTrue();
  }

  private void bury() {
    Made made = (Made) answerTo(make("milk", VersionVector.EMPTY));
    answerTo(
        new Make(
            1,
            7,
            CART,
            made.siblings().seen(),
            new Tombstone(),
            new Terms(3, Reconciliation.KEEP_SIBLINGS),
            Durability.OS,
            NOW,
            replies.getRef()));
  }

  private EntryDigest digestOfCart() {
    return EntryDigest.of(CART, ((Found) answerTo(get(NOW))).siblings());
  }

  private GetRoots roots() {
    return new GetRoots(1, 7, NOW, replies.getRef());
  }

  private GetLeaves leaves(int leaf, int part, int parts) {
    return new GetLeaves(1, 7, 3, List.of(leaf), part, parts, NOW, replies.getRef());
  }

  private Confirm confirm(LeafEntry... entries) {
    return new Confirm(1, 7, List.of(entries), NOW, replies.getRef());
  }

  private Forget forget(LeafEntry... entries) {
    return new Forget(1, 7, List.of(entries), NOW, replies.getRef());
  }

  private FindTombstones tombstones(long beforeMillis) {
    return new FindTombstones(1, 7, beforeMillis, 10, NOW, replies.getRef());
  }

  private ScrubSlice scrub() {
    return new ScrubSlice(1, 7, Blob.EMPTY, 100, NOW, replies.getRef());
  }

  private Merge mergeOf(Key key, Siblings siblings) {
    return new Merge(
        1,
        7,
        key,
        siblings,
        new Terms(3, Reconciliation.KEEP_SIBLINGS),
        VnodeProtocol.Occasion.ANTI_ENTROPY,
        Durability.OS,
        NOW,
        replies.getRef());
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
