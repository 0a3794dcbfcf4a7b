package io.gramme.vnode;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.causality.HybridClock;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.stats.NodeStats;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import io.gramme.vnode.VnodeProtocol.Command;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import java.nio.file.Path;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door to the vnodes, on the dispatcher that is configured for them. */
class VnodesTest {

  private static final Key CART = Key.of("carts", "ann");
  private static final NodeId ANN = new NodeId("ann");

  private final ActorTestKit kit =
      ActorTestKit.create(
          "vnodes",
          ConfigFactory.parseString("pekko.loglevel = OFF")
              .withFallback(
                  ConfigFactory.parseResources("gramme-node.conf")
                      .withOnlyPath("gramme.vnode-dispatcher")));
  private final TestProbe<Reply> replies = kit.createTestProbe();
  @TempDir Path root;
  private DataDirectory directory;
  private ActorRef<Command> vnodes;

  @BeforeEach
  void open() {
    Random random = new Random(1);
    StorageSettings settings = StorageSettings.DEFAULTS.withEngine(EngineChoice.MEMORY);
    directory = DataDirectory.open(root, ANN, settings, random::nextLong);
    vnodes =
        kit.spawn(
            Vnodes.create(
                directory::store,
                new Vnode.Surroundings(
                    ANN,
                    new RecordRules(20, 5, 1_000),
                    new HybridClock(() -> 1, 1),
                    directory::incarnation,
                    random::nextLong,
                    () -> 0,
                    0,
                    new NodeStats(0))));
  }

  @AfterEach
  void close() {
    kit.shutdownTestKit();
    directory.close();
  }

  @Test
  void eachPartitionHoldsItsOwnKeys() {
    make(3);
    Siblings made = replies.expectMessageClass(Made.class).siblings();
    get(3);
    replies.expectMessage(
        new Found(1, ANN, made, new Terms(3, Reconciliation.KEEP_SIBLINGS), true));
    get(4);
    replies.expectMessage(new Found(1, ANN, Siblings.NONE, Terms.NONE, true));
  }

  @Test
  void aPartitionThatCanNotBeIsRefused() {
    for (int partition : new int[] {-1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      get(partition);
      replies.expectMessage(new Refused(1, ANN, Reason.NO_SUCH_PARTITION));
    }
  }

  @Test
  void aVnodeThatMetAFailedStoreGoesOnAnswering() {
    make(3);
    assertThat(replies.receiveMessage()).isInstanceOf(Made.class);
    directory.close();
    for (int i = 0; i < 3; i++) {
      get(3);
      replies.expectMessage(new Refused(1, ANN, Reason.STORE_FAILED));
    }
  }

  private void get(int partition) {
    vnodes.tell(new Get(1, partition, CART, 1, replies.getRef()));
  }

  private void make(int partition) {
    vnodes.tell(
        new Make(
            1,
            partition,
            CART,
            VersionVector.EMPTY,
            Value.text("milk"),
            new Terms(3, Reconciliation.KEEP_SIBLINGS),
            Durability.OS,
            1,
            replies.getRef()));
  }
}
