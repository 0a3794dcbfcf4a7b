package io.gramme.vnode;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.HybridClock;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.stats.NodeStats;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import io.gramme.vnode.VnodeProtocol.Command;
import io.gramme.vnode.VnodeProtocol.ListSlice;
import io.gramme.vnode.VnodeProtocol.Listed;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.VnodeProtocol.Reply;
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

/** What one vnode lists, over a real data directory. */
class VnodeListingTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final long NOW = 1_000_000;

  @TempDir Path root;
  private final TestInbox<Reply> replies = TestInbox.create();
  private final Knowledge knowledge = Knowledge.ofEverything();
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
                    new RecordRules(20, 100, 8 << 20),
                    new HybridClock(() -> NOW, 10_000),
                    directory::incarnation,
                    random::nextLong,
                    () -> NOW,
                    0,
                    new NodeStats(0),
                    knowledge)));
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void slicesTogetherAreTheKeysOfTheBucketAndOfNoOther() {
    List<String> all = new ArrayList<>();
    for (int i = 10; i < 40; i++) {
      put("default", "b", "k" + i);
      all.add("k" + i);
    }
    for (String other : List.of("a", "b\u0000", "bb", "c")) put("default", other, "x");
    put("defaults", "b", "x");
    put("carts", "b", "x");
    assertThat(keys("b", 7)).containsExactlyElementsOf(all);
    assertThat(keys("nobody", 7)).isEmpty();
  }

  @Test
  void aDeletedKeyIsNotThere() {
    put("default", "b", "k1");
    put("default", "b", "k2");
    store(key("default", "b", "k1"), new Tombstone(), true);
    assertThat(keys("b", 10)).containsExactly("k2");
  }

  @Test
  void slicesTogetherAreTheBucketsOfTheTypeEachOnce() {
    for (String bucket : List.of("a", "b", "b\u0000", "bb", "\u0000", "c"))
      for (int i = 0; i < 5; i++) put("default", bucket, "k" + i);
    put("defaults", "z", "x");
    put("carts", "z", "x");
    put("default", "gone", "k");
    store(key("default", "gone", "k"), new Tombstone(), true);
    assertThat(buckets("default", 2)).containsExactly("\u0000", "a", "b", "b\u0000", "bb", "c");
    assertThat(buckets("defaults", 2)).containsExactly("z");
    assertThat(buckets("default-", 2)).isEmpty();
  }

  @Test
  void largeValuesMakeShortSlices() {
    for (int i = 0; i < 12; i++) store(key("default", "b", "k" + i), value(1 << 20), false);
    assertThat(list("default", "b", Blob.EMPTY, 1_000).names()).hasSizeBetween(1, 5);
    assertThat(keys("b", 1_000)).hasSize(12);
  }

  @Test
  void aReplicaSaysWhetherItKnows() {
    assertThat(list("default", "b", Blob.EMPTY, 1).knows()).isTrue();
    knowledge.doubt(7);
    assertThat(list("default", "b", Blob.EMPTY, 1).knows()).isFalse();
  }

  private List<String> keys(String bucket, int limit) {
    return all("default", bucket, limit);
  }

  private List<String> buckets(String type, int limit) {
    return all(type, "", limit);
  }

  private List<String> all(String type, String bucket, int limit) {
    List<String> all = new ArrayList<>();
    Blob after = Blob.EMPTY;
    Listed slice;
    do {
      slice = list(type, bucket, after, limit);
      assertThat(slice.names()).hasSizeLessThanOrEqualTo(limit);
      slice.names().forEach(name -> all.add(name.text()));
      after = slice.last();
    } while (!slice.isEnd());
    return all;
  }

  private Listed list(String type, String bucket, Blob after, int limit) {
    return (Listed)
        answerTo(new ListSlice(1, 7, type, Blob.utf8(bucket), after, limit, NOW, replies.getRef()));
  }

  private void put(String type, String bucket, String name) {
    store(key(type, bucket, name), value(3), false);
  }

  private void store(Key key, Payload payload, boolean overAll) {
    VersionVector seen =
        overAll
            ? ((VnodeProtocol.Found)
                    answerTo(new VnodeProtocol.Get(1, 7, key, NOW, replies.getRef())))
                .siblings()
                .seen()
            : VersionVector.EMPTY;
    assertThat(
            answerTo(
                new Make(
                    1,
                    7,
                    key,
                    seen,
                    payload,
                    new Terms(3, Reconciliation.KEEP_SIBLINGS),
                    Durability.OS,
                    NOW,
                    replies.getRef())))
        .isInstanceOf(Made.class);
  }

  private static Value value(int bytes) {
    return new Value("text/plain", List.of(), Blob.wrap(new byte[bytes]));
  }

  private static Key key(String type, String bucket, String name) {
    return new Key(new Bucket(type, Blob.utf8(bucket)), Blob.utf8(name));
  }

  private Reply answerTo(Command command) {
    vnode.run(command);
    Awaitility.await().until(replies::hasMessages);
    return replies.receiveMessage();
  }
}
