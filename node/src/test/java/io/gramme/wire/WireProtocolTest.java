package io.gramme.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.typesafe.config.ConfigFactory;
import io.gramme.causality.Context;
import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.coordination.CoordinationProtocol.ForwardedWrite;
import io.gramme.coordination.CoordinationProtocol.WriteAnswered;
import io.gramme.coordination.CoordinationSerializer;
import io.gramme.coordination.Keepers;
import io.gramme.coordination.Refusal;
import io.gramme.coordination.WriteOutcome;
import io.gramme.coordination.WritePlan;
import io.gramme.handoff.HintProtocol;
import io.gramme.handoff.HintSerializer;
import io.gramme.merkle.Branch;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeNode;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Group;
import io.gramme.quorum.Tally.Need;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.AskHeld;
import io.gramme.vnode.VnodeProtocol.Branches;
import io.gramme.vnode.VnodeProtocol.Confirm;
import io.gramme.vnode.VnodeProtocol.Confirmed;
import io.gramme.vnode.VnodeProtocol.Fence;
import io.gramme.vnode.VnodeProtocol.Fenced;
import io.gramme.vnode.VnodeProtocol.FetchSlice;
import io.gramme.vnode.VnodeProtocol.Forget;
import io.gramme.vnode.VnodeProtocol.Forgotten;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.GetBranches;
import io.gramme.vnode.VnodeProtocol.GetLeaves;
import io.gramme.vnode.VnodeProtocol.GetRoots;
import io.gramme.vnode.VnodeProtocol.Held;
import io.gramme.vnode.VnodeProtocol.Leaves;
import io.gramme.vnode.VnodeProtocol.ListSlice;
import io.gramme.vnode.VnodeProtocol.Listed;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Parcel;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Roots;
import io.gramme.vnode.VnodeProtocol.Slice;
import io.gramme.vnode.VnodeProtocol.SliceScrubbed;
import io.gramme.vnode.VnodeProtocol.Stored;
import io.gramme.vnode.VnodeProtocol.TombstonesFound;
import io.gramme.vnode.VnodeProtocol.WasShed;
import io.gramme.vnode.VnodeSerializer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every message of the hot path, as the transport carries it. */
class WireProtocolTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "wire",
          ConfigFactory.parseString(
              "pekko { loglevel = OFF, actor.provider = cluster,"
                  + " remote.artery.canonical { hostname = 127.0.0.1, port = 0 } }"));
  private static final ExtendedActorSystem SYSTEM =
      (ExtendedActorSystem) Adapter.toClassic(KIT.system());
  private static final VnodeSerializer VNODE = new VnodeSerializer(SYSTEM);
  private static final CoordinationSerializer COORDINATION = new CoordinationSerializer(SYSTEM);
  private static final HintSerializer HINTS = new HintSerializer(SYSTEM);

  private static final NodeId ANN = new NodeId("ann");
  private static final Key CART =
      new Key(
          new Bucket("siblings", Blob.wrap(new byte[] {0, (byte) 0xFF})), Blob.utf8("Anns Körbe"));
  private static final Version MILK =
      new Version(new Dot(-5, 300), new HybridTime(7), VersionVector.EMPTY, Value.text("milk"));
  private static final Version GONE =
      new Version(
          new Dot(9, 1),
          HybridTime.ofMillis(1L << 40),
          VersionVector.EMPTY.with(new Dot(3, 2), new HybridTime(1)),
          new Tombstone());
  private static final Siblings TWO = Siblings.of(MILK).merge(Siblings.of(GONE));
  private static final Value RICH =
      new Value(
          "text/plain; charset=utf-8",
          List.of(new Value.Attribute("x-riak-meta-who", "ännchen")),
          Blob.wrap(new byte[] {1, 2, 3}));
  private static final List<LeafEntry> ENTRIES =
      List.of(new LeafEntry(CART, -7), new LeafEntry(Key.of("b", "k"), Long.MAX_VALUE));
  private static final List<Parcel> PARCELS =
      List.of(
          new Parcel(CART, TWO, new Terms(3, Reconciliation.KEEP_SIBLINGS)),
          new Parcel(Key.of("b", "k"), Siblings.NONE, Terms.NONE));
  private static final ActorRef<VnodeProtocol.Reply> REPLIES =
      KIT.<VnodeProtocol.Reply>createTestProbe().getRef();
  private static final ActorRef<WriteAnswered> ANSWERS =
      KIT.<WriteAnswered>createTestProbe().getRef();

  /** Replies that a vnode gives to its own node alone. */
  private static final List<WireMessage> LOCAL =
      List.of(
          new Made(1, ANN, TWO),
          new TombstonesFound(1, ANN, List.of(), 0, Long.MAX_VALUE),
          new SliceScrubbed(1, ANN, Blob.EMPTY, 0),
          new WasShed(1, ANN, 1));

  static List<WireMessage> messages() {
    List<WireMessage> all =
        new ArrayList<>(
            List.of(
                new Get(1, 63, CART, 1_700_000_000_000L, REPLIES),
                new Get(1, 63, 5 << 2 | 1, CART, 1_700_000_000_000L, REPLIES),
                new Fence(1, 63, 5 << 2 | 1, 2, REPLIES),
                new FetchSlice(1, 63, Blob.EMPTY, 1 << 20, 1, 100, 2, REPLIES),
                new FetchSlice(1, 63, Blob.utf8("after"), 1, 2, 2, 2, REPLIES),
                new AskHeld(1, 63, ENTRIES, 2, REPLIES),
                new ListSlice(1, 63, "default", Blob.EMPTY, Blob.EMPTY, 1_000, 2, REPLIES),
                new ListSlice(1, 63, "carts", Blob.utf8("b"), Blob.utf8("k"), 1, 2, REPLIES),
                new Listed(1, ANN, List.of(), Blob.EMPTY, true, false),
                new Listed(1, ANN, List.of(Blob.utf8("k")), Blob.utf8("l"), false, true),
                new Fenced(1, ANN),
                new Held(1, ANN, ENTRIES),
                new Slice(1, ANN, PARCELS, Blob.utf8("last"), false, 1 << 20, 1L << 40),
                new Slice(1, ANN, List.of(), Blob.EMPTY, true, 0, -1),
                new Merge(
                    Long.MAX_VALUE,
                    0,
                    CART,
                    TWO,
                    new Terms(2, Reconciliation.LAST_WRITE_WINS),
                    Occasion.HANDOFF,
                    Durability.SYNC,
                    -1,
                    REPLIES),
                new Merge(
                    -1,
                    1,
                    CART,
                    Siblings.NONE,
                    new Terms(3, Reconciliation.KEEP_SIBLINGS),
                    Occasion.WRITE,
                    Durability.BUFFERED,
                    0,
                    KIT.system().ignoreRef()),
                new Found(2, ANN, Siblings.NONE, new Terms(3, Reconciliation.KEEP_SIBLINGS), true),
                new Found(3, ANN, TWO, new Terms(3, Reconciliation.KEEP_SIBLINGS), true),
                new Stored(4, ANN),
                new GetRoots(1, 5, 2, REPLIES),
                new GetBranches(1, 5, 3, List.of(TreeNode.ROOT, new TreeNode(1, 31)), 2, REPLIES),
                new GetLeaves(1, 5, 3, List.of(0, 1023), 5, 8, 2, REPLIES),
                new Confirm(1, 5, ENTRIES, 2, REPLIES),
                new Forget(1, 5, ENTRIES, 2, REPLIES),
                new Roots(1, ANN, new TreeMap<>(Map.of(1, -1L, 100, 2L))),
                new Branches(1, ANN, List.of(new Branch(TreeNode.ROOT, List.of(-1L, 0L, 7L)))),
                new Leaves(1, ANN, ENTRIES),
                new Confirmed(1, ANN, ENTRIES),
                new Forgotten(1, ANN, 64),
                new HintProtocol.Keep(
                    1,
                    ANN,
                    63,
                    CART,
                    TWO,
                    new Terms(3, Reconciliation.KEEP_SIBLINGS),
                    Durability.SYNC,
                    2,
                    REPLIES),
                new HintProtocol.Look(1, 63, CART, 2, REPLIES),
                new HintProtocol.CountHints(1, 63, 2, KIT.system().ignoreRef()),
                new HintProtocol.HintsCounted(1, ANN, 1L << 40),
                new HintProtocol.RepairRange(63, KIT.system().ignoreRef()),
                new HintProtocol.RangeRepaired(ANN, 63),
                new ForwardedWrite(5, plan(RICH), 1_700_000_000_000L, ANSWERS),
                new ForwardedWrite(6, plan(new Tombstone()), 0, ANSWERS),
                new ForwardedWrite(7, moving(plan(RICH)), 0, ANSWERS),
                new WriteAnswered(
                    7, ANN, new WriteOutcome.Written(TWO, new Context(TWO.seen(), "bob"))),
                new WriteAnswered(8, ANN, new WriteOutcome.NothingToDelete())));
    for (Reason why : Reason.values()) all.add(new Refused(9, ANN, why));
    for (Refusal why : refusals()) {
      all.add(new WriteAnswered(10, ANN, new WriteOutcome.Refused(why)));
    }
    return all;
  }

  private static List<Refusal> refusals() {
    return List.of(
        new Refusal.Unsatisfied(Requirement.PW, 1, 2),
        new Refusal.Unsatisfied(Requirement.R, 1, 2, List.of(ANN)),
        new Refusal.TimedOut(),
        new Refusal.Overloaded("busy"),
        new Refusal.QuorumExceedsReplicas(3),
        new Refusal.TooManySiblings(100),
        new Refusal.ObjectTooLarge(1L << 40),
        new Refusal.NotReady("starting"),
        new Refusal.RingMoved());
  }

  private static WritePlan moving(WritePlan plan) {
    return new WritePlan(
        plan.key(),
        plan.partition(),
        new Keepers(
            plan.primaries(),
            List.of(new Group(List.of(0, 1)), new Group(List.of(2, 1))),
            List.of(new NodeId("eve")),
            (7L << 2) | 1),
        plan.fallbacks(),
        plan.seen(),
        plan.payload(),
        plan.needs(),
        plan.terms(),
        plan.durability(),
        plan.syncedReplicas());
  }

  private static WritePlan plan(io.gramme.model.Payload payload) {
    return new WritePlan(
        CART,
        63,
        List.of(ANN, new NodeId("bob"), new NodeId("cat")),
        List.of(new NodeId("dan")),
        TWO.seen(),
        payload,
        Stream.of(Requirement.values()).map(each -> new Need(each, each.ordinal())).toList(),
        new Terms(3, Reconciliation.KEEP_SIBLINGS),
        Durability.OS,
        1);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void survivesAsAnArray(WireMessage message) {
    BinarySerializer<WireMessage> wire = serializerOf(message);
    assertThat(wire.fromBinary(wire.toBinary(message), wire.manifest(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void survivesInTheTransportsBuffer(WireMessage message) {
    BinarySerializer<WireMessage> wire = serializerOf(message);
    ByteBuffer buffer = ByteBuffer.allocateDirect(4_096).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(17);
    wire.toBinary(message, buffer);
    assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    buffer.flip();
    assertThat(buffer.getInt()).isEqualTo(17);
    byte[] written = new byte[buffer.remaining()];
    buffer.duplicate().get(written);
    assertThat(written).isEqualTo(wire.toBinary(message));
    assertThat(wire.fromBinary(buffer, wire.manifest(message))).isEqualTo(message);
    assertThat(buffer.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageCutShortIsAnErrorAndNothingElse(WireMessage message) {
    BinarySerializer<WireMessage> wire = serializerOf(message);
    byte[] all = wire.toBinary(message);
    for (int length = 0; length < all.length; length++) {
      byte[] some = Arrays.copyOf(all, length);
      assertThatThrownBy(() -> wire.fromBinary(some, wire.manifest(message)))
          .isInstanceOf(RuntimeException.class)
          .hasMessageMatching("(?s).+");
    }
  }

  /** A damaged length must not be believed: each try would otherwise ask for gigabytes. */
  @ParameterizedTest
  @MethodSource("messages")
  void junkIsReadOrRefusedAndNeverBelieved(WireMessage message) {
    BinarySerializer<WireMessage> wire = serializerOf(message);
    Random random = new Random(42);
    for (int i = 0; i < 100; i++) {
      byte[] junk = wire.toBinary(message);
      for (int j = 0; j < 3; j++) junk[random.nextInt(junk.length)] = (byte) random.nextInt();
      try {
        assertThat(wire.fromBinary(junk, wire.manifest(message))).isInstanceOf(WireMessage.class);
      } catch (RuntimeException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "z", "get"})
  void aLetterOfALaterVersionIsNamed(String letter) {
    for (BinarySerializer<WireMessage> wire : List.of(VNODE, COORDINATION, HINTS)) {
      assertThatThrownBy(() -> wire.fromBinary(new byte[64], letter))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + letter + "'");
    }
  }

  @Test
  void whatIsForThisNodeAloneDoesNotLeaveIt() {
    for (WireMessage local : LOCAL)
      assertThatThrownBy(() -> VNODE.manifest(local)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyWireMessageIsARecordAndIsListedHere() {
    Set<String> listed =
        messages().stream().map(each -> each.getClass().getName()).collect(Collectors.toSet());
    LOCAL.forEach(local -> listed.add(local.getClass().getName()));
    assertThat(namesOf(WireMessage.class)).isEqualTo(listed);
  }

  private static Set<String> namesOf(Class<?> marker) {
    return new ClassFileImporter()
        .importPackages("io.gramme").stream()
            .filter(type -> type.isAssignableTo(marker) && !type.isInterface())
            .peek(type -> assertThat(type.isRecord()).as(type.getName()).isTrue())
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
  }

  /** What peers of an earlier version send and expect; a change here is a change of protocol. */
  static List<Arguments> golden() {
    return List.of(
        Arguments.of(
            new Found(3, ANN, TWO, new Terms(3, Reconciliation.KEEP_SIBLINGS), true),
            "f",
            "000000000000000303616e6e0300010200000000000000090101000000000000000100000000"
                + "0000000302000000000000000101fffffffffffffffbac02000000000000000700000a746578"
                + "742f706c61696e00046d696c6b"),
        Arguments.of(
            new Roots(1, ANN, new TreeMap<>(Map.of(3, -2L))),
            "o",
            "000000000000000103616e6e0103fffffffffffffffe"),
        Arguments.of(
            new GetLeaves(1, 63, 3, List.of(5, 1023), 1, 4, 2, KIT.system().ignoreRef()),
            "L",
            "00000000000000013f00000000000000021470656b6b6f3a2f2f6c6f63616c2f69676e6f7265"
                + "030205ff070104"),
        Arguments.of(
            new Leaves(1, ANN, List.of(new LeafEntry(Key.of("b", "k"), 9))),
            "l",
            "000000000000000103616e6e010764656661756c740162016b0000000000000009"),
        Arguments.of(new Stored(4, ANN), "s", "000000000000000403616e6e"),
        Arguments.of(
            new Refused(9, ANN, Reason.OBJECT_TOO_LARGE), "r", "000000000000000903616e6e08"),
        Arguments.of(
            new Get(1, 63, CART, 2, KIT.system().ignoreRef()),
            "g",
            "00000000000000013f00000000000000021470656b6b6f3a2f2f6c6f63616c2f69676e6f7265"
                + "7fffffffffffffff087369626c696e67730200ff0b416e6e73204bc3b6726265"),
        Arguments.of(
            new Merge(
                1,
                63,
                CART,
                Siblings.of(MILK),
                new Terms(2, Reconciliation.LAST_WRITE_WINS),
                Occasion.HANDOFF,
                Durability.SYNC,
                2,
                KIT.system().ignoreRef()),
            "m",
            "00000000000000013f00000000000000021470656b6b6f3a2f2f6c6f63616c2f69676e6f7265"
                + "7fffffffffffffff087369626c696e67730200ff0b416e6e73204bc3b6726265020102020"
                + "1fffffffffffffffbac02000000000000000700000a746578742f706c61696e00046d696c6b"),
        Arguments.of(
            new Fence(1, 63, 5 << 2 | 1, 2, KIT.system().ignoreRef()),
            "E",
            "00000000000000013f00000000000000021470656b6b6f3a2f2f6c6f63616c2f69676e6f7265"
                + "0000000000000015"),
        Arguments.of(
            new FetchSlice(1, 63, Blob.utf8("a"), 300, 1, 100, 2, KIT.system().ignoreRef()),
            "S",
            "00000000000000013f00000000000000021470656b6b6f3a2f2f6c6f63616c2f69676e6f7265"
                + "0161ac020164"),
        Arguments.of(
            new ListSlice(
                1, 63, "t", Blob.utf8("b"), Blob.utf8("a"), 300, 2, KIT.system().ignoreRef()),
            "K",
            "00000000000000013f00000000000000021470656b6b6f3a2f2f6c6f63616c2f69676e6f7265"
                + "017401620161ac02"),
        Arguments.of(
            new Listed(1, ANN, List.of(Blob.utf8("k")), Blob.utf8("l"), false, true),
            "k",
            "000000000000000103616e6e01016b016c0001"),
        Arguments.of(
            new Slice(1, ANN, List.of(PARCELS.get(1)), Blob.utf8("a"), true, 12, -1),
            "i",
            "000000000000000103616e6e010764656661756c740162016b01010001610"
                + "10cffffffffffffffff"),
        Arguments.of(
            new ForwardedWrite(5, moving(plan(RICH)), 6, KIT.system().ignoreRef()),
            "W",
            "000000000000000500000000000000061470656b6b6f3a2f2f6c6f63616c2f69676e6f726508"
                + "7369626c696e67730200ff0b416e6e73204bc3b67262653f0303616e6e03626f620363617402"
                + "0200010202010103657665000000000000001d010364616e0300000000000000030200000000"
                + "000000010000000000000009010100000000000000fffffffffffffffbac0200000000000000"
                + "070019746578742f706c61696e3b20636861727365743d7574662d38010f782d7269616b2d6d"
                + "6574612d77686f08c3a46e6e6368656e030102030600000101020203030404050503000101"),
        Arguments.of(
            new WriteAnswered(
                7, ANN, new WriteOutcome.Written(TWO, new Context(TWO.seen(), "bob"))),
            "a",
            "000000000000000703616e6e0002000000000000000901010000000000000001000000000000"
                + "000302000000000000000101fffffffffffffffbac02000000000000000700000a746578742f"
                + "706c61696e00046d696c6b03626f620300000000000000030200000000000000010000000000"
                + "000009010100000000000000fffffffffffffffbac020000000000000007"));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void looksAsItAlwaysDid(WireMessage message, String letter, String hex) {
    BinarySerializer<WireMessage> wire = serializerOf(message);
    assertThat(wire.manifest(message)).isEqualTo(letter);
    assertThat(HexFormat.of().formatHex(wire.toBinary(message))).isEqualTo(hex);
    assertThat(wire.fromBinary(HexFormat.of().parseHex(hex), letter)).isEqualTo(message);
  }

  /** As nodes send it that do not know of partitions that move. */
  @Test
  void aForwardedWriteWithoutGroupsOrAStampIsStillRead() {
    String hex =
        "000000000000000500000000000000061470656b6b6f3a2f2f6c6f63616c2f69676e6f726508"
            + "7369626c696e67730200ff0b416e6e73204bc3b67262653f0303616e6e03626f620363617401"
            + "0364616e03000000000000000302000000000000000100000000000000090101000000000000"
            + "00fffffffffffffffbac0200000000000000070019746578742f706c61696e3b206368617273"
            + "65743d7574662d38010f782d7269616b2d6d6574612d77686f08c3a46e6e6368656e03010203"
            + "0600000101020203030404050503000101";
    assertThat(COORDINATION.fromBinary(HexFormat.of().parseHex(hex), "w"))
        .isEqualTo(new ForwardedWrite(5, plan(RICH), 6, KIT.system().ignoreRef()));
  }

  private static BinarySerializer<WireMessage> serializerOf(WireMessage message) {
    String name = message.getClass().getName();
    if (name.contains("HintProtocol")) return HINTS;
    return name.contains("CoordinationProtocol") ? COORDINATION : VNODE;
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }
}
