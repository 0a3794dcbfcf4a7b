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
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Blob;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.stats.NodeStats;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import io.gramme.vnode.VnodeProtocol.AskHeld;
import io.gramme.vnode.VnodeProtocol.Command;
import io.gramme.vnode.VnodeProtocol.Fence;
import io.gramme.vnode.VnodeProtocol.Fenced;
import io.gramme.vnode.VnodeProtocol.FetchSlice;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.Held;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Parcel;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Shed;
import io.gramme.vnode.VnodeProtocol.Slice;
import io.gramme.vnode.VnodeProtocol.Stored;
import io.gramme.vnode.VnodeProtocol.WasShed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one vnode does for a partition that moves, over a real data directory. */
class VnodeMoveTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final long NOW = 1_000_000;
  private static final long PENDING = 7 << 2;
  private static final long JOINT = 7 << 2 | 1;
  private static final long SETTLED = 7 << 2 | 2;
  private static final Key CART = key(0);

  @TempDir Path root;
  private final TestInbox<Reply> replies = TestInbox.create();
  private final Fences fences = new Fences();
  private DataDirectory directory;
  private BehaviorTestKit<Command> vnode;

  @BeforeEach
  void open() {
    Random random = new Random(1);
    directory =
        DataDirectory.open(
            root, ANN, StorageSettings.DEFAULTS.withEngine(EngineChoice.MEMORY), random::nextLong);
    vnode =
        BehaviorTestKit.create(
            Vnode.create(
                directory.store(7),
                new Vnode.Surroundings(
                    ANN,
                    new RecordRules(20, 100, 1 << 20),
                    new HybridClock(() -> NOW, 10_000),
                    directory::incarnation,
                    random::nextLong,
                    () -> NOW,
                    0,
                    new NodeStats(0),
                    Knowledge.ofEverything(),
                    fences)));
    fences.adopt(7, PENDING);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void whoActsOnTooOldARingIsRefusedOnceTheReplicaIsFenced() {
    fences.adopt(7, JOINT);
    assertThat(answerTo(get(PENDING))).isInstanceOf(Found.class);
    assertThat(answerTo(fence(JOINT))).isEqualTo(new Fenced(1, ANN));
    for (Command old : List.of(get(PENDING), make(PENDING), merge(PENDING, CART, 1)))
      assertThat(answerTo(old)).isEqualTo(new Refused(1, ANN, Reason.RING_MOVED));
    assertThat(answerTo(get(JOINT))).isInstanceOf(Found.class);
    assertThat(answerTo(merge(VnodeProtocol.UNFENCED, CART, 1))).isEqualTo(new Stored(1, ANN));
  }

  @Test
  void aReplicaWhoseRingIsNotSoFarIsNotFenced() {
    assertThat(answerTo(fence(JOINT))).isEqualTo(new Refused(1, ANN, Reason.NOT_YET));
    assertThat(answerTo(get(PENDING))).isInstanceOf(Found.class);
  }

  @Test
  void slicesTogetherAreThePartition() {
    for (int i = 0; i < 50; i++) put(i, 3);
    List<Parcel> all = new ArrayList<>();
    Blob after = Blob.EMPTY;
    Slice slice;
    int slices = 0;
    do {
      slice = slice(after, 300, 1, 100);
      assertThat(slice.parcels().size()).isBetween(1, 10);
      assertThat(slice.bytes()).isBetween(1L, 300L);
      assertThat(slice.bytesLeft() > 0).isEqualTo(!slice.isEnd());
      all.addAll(slice.parcels());
      after = slice.last();
      slices++;
    } while (!slice.isEnd());
    assertThat(slices).isGreaterThan(5);
    assertThat(all).extracting(Parcel::key).doesNotHaveDuplicates().hasSize(50);
    assertThat(all.get(0).terms()).isEqualTo(terms(3));
  }

  @Test
  void aRecordLargerThanASliceIsASliceOfItsOwn() {
    put(0, 3);
    put(1, 3);
    assertThat(slice(Blob.EMPTY, 1, 1, 100).parcels()).hasSize(1);
  }

  @Test
  void aSliceHasOnlyKeysOfTheReplicasThatAreAskedFor() {
    for (int i = 0; i < 5; i++) put(i, i + 1);
    Slice slice = slice(Blob.EMPTY, 10_000, 2, 3);
    assertThat(slice.parcels()).extracting(Parcel::key).containsExactly(key(1), key(2));
    assertThat(slice.isEnd()).isTrue();
  }

  @Test
  void aSliceGoesOnAfterAKeyThatThisReplicaNeverHad() {
    put(0, 3);
    put(2, 3);
    Slice slice = slice(SliceReader.place(key(1)), 10_000, 1, 100);
    assertThat(slice.parcels()).extracting(Parcel::key).containsExactly(key(2));
  }

  @Test
  void onlyWhatIsHeldExactlySoIsHeld() {
    put(0, 3);
    LeafEntry cart = entry(0);
    LeafEntry other = new LeafEntry(CART, cart.digest() + 1);
    var ask = new AskHeld(1, 7, List.of(cart, other, entry(1)), NOW, replies.getRef());
    assertThat(answerTo(ask)).isEqualTo(new Held(1, ANN, List.of(cart)));
  }

  @Test
  void whatIsShedIsGoneAndWhatHasChangedIsNot() {
    put(0, 3);
    put(1, 3);
    fences.adopt(7, SETTLED);
    LeafEntry changed = new LeafEntry(key(1), entry(1).digest() + 1);
    assertThat(answerTo(shed(SETTLED, entry(0), changed))).isEqualTo(new WasShed(1, ANN, 1));
    assertThat(slice(Blob.EMPTY, 10_000, 1, 100).parcels())
        .extracting(Parcel::key)
        .containsExactly(key(1));
  }

  /** The ring may have made this node a keeper again. */
  @Test
  void nothingIsShedOnceTheRingHasMovedOn() {
    put(0, 3);
    fences.adopt(7, SETTLED);
    fences.adopt(7, 8 << 2);
    assertThat(answerTo(shed(SETTLED, entry(0)))).isEqualTo(new Refused(1, ANN, Reason.RING_MOVED));
    assertThat(slice(Blob.EMPTY, 10_000, 1, 100).parcels()).hasSize(1);
  }

  private void put(int number, int replicas) {
    assertThat(answerTo(merge(VnodeProtocol.UNFENCED, key(number), replicas)))
        .isEqualTo(new Stored(1, ANN));
  }

  private Slice slice(Blob after, long bytes, int least, int most) {
    return (Slice) answerTo(new FetchSlice(1, 7, after, bytes, least, most, NOW, replies.getRef()));
  }

  private Reply answerTo(Command command) {
    vnode.run(command);
    Awaitility.await().until(replies::hasMessages);
    return replies.receiveMessage();
  }

  private Get get(long stamp) {
    return new Get(1, 7, stamp, CART, NOW, replies.getRef());
  }

  private Fence fence(long least) {
    return new Fence(1, 7, least, NOW, replies.getRef());
  }

  private Make make(long stamp) {
    return new Make(
        1,
        7,
        stamp,
        CART,
        VersionVector.EMPTY,
        Value.text("milk"),
        terms(3),
        Durability.OS,
        NOW,
        replies.getRef());
  }

  private Merge merge(long stamp, Key key, int replicas) {
    return new Merge(
        1,
        7,
        stamp,
        key,
        siblings(),
        terms(replicas),
        Occasion.TRANSFER,
        Durability.OS,
        NOW,
        replies.getRef());
  }

  private Shed shed(long stamp, LeafEntry... entries) {
    return new Shed(1, 7, stamp, List.of(entries), NOW, replies.getRef());
  }

  private static Key key(int number) {
    return Key.of("carts", "k" + (100 + number));
  }

  private static LeafEntry entry(int number) {
    return new LeafEntry(key(number), EntryDigest.of(key(number), siblings()).digest());
  }

  private static Siblings siblings() {
    return Siblings.of(
        new Version(new Dot(1, 1), new HybridTime(1), VersionVector.EMPTY, Value.text("milk")));
  }

  private static Terms terms(int replicas) {
    return new Terms(replicas, Reconciliation.KEEP_SIBLINGS);
  }
}
