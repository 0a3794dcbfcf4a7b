package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RingVersionTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final List<Member> THREE = Memberships.of("ann", "bob", "cat");
  private static final List<Member> FOUR = Memberships.of("ann", "bob", "cat", "dan");
  private static final RingVersion FIRST = RingVersion.first(THREE, 64, 3);

  @Test
  void nodesThatBuildTheFirstVersionFromTheSameMembersBuildTheSame() {
    List<Member> shuffled = new ArrayList<>(THREE);
    Collections.reverse(shuffled);
    RingVersion other = RingVersion.first(shuffled, 64, 3);
    assertThat(other).isEqualTo(FIRST);
    assertThat(other.id()).isEqualTo(FIRST.id());
    assertThat(FIRST.author()).isEqualTo(ANN);
    assertThat(FIRST.time()).isZero();
    assertThat(FIRST.epoch()).isEqualTo(1);
  }

  /** Nodes of different releases must agree on it. */
  @Test
  void theIdOfAVersionNeverChanges() {
    RingVersion version =
        new RingVersion(1, RingId.NONE, ANN, 0, 2, Memberships.of("ann", "bob"), List.of(ANN, BOB));
    assertThat(version.id().hex()).isEqualTo("e7cbcbc24949dd4bbd10c892da1ae35d");
  }

  @Test
  void theBytesOfAVersionInWhichNothingMovesNeverChange() {
    RingVersion version =
        new RingVersion(1, RingId.NONE, ANN, 0, 2, Memberships.of("ann", "bob"), List.of(ANN, BOB));
    String golden =
        "01010000000000000000000000000000000003616e6e0000000000000000"
            + "020203616e6e640003626f626400020001";
    assertThat(hex(version)).isEqualTo(golden);
    assertThat(read(golden)).isEqualTo(version);
    assertThat(read(golden).origins()).isEqualTo(Origins.none(2));
  }

  @Test
  void theBytesOfAVersionWithOriginsNeverChange() {
    NodeId cat = new NodeId("cat");
    Layout before = new Layout(Memberships.of("ann", "bob"), List.of(ANN, BOB));
    RingVersion version =
        new RingVersion(
            2,
            new RingId("e7cbcbc24949dd4bbd10c892da1ae35d"),
            BOB,
            1000,
            2,
            List.of(Member.of(BOB).withCapacity(200), Member.of(cat).inZone("a")),
            List.of(cat, BOB),
            new Origins(List.of(before), List.of(1, 0)),
            new TreeSet<>(List.of(ANN)));
    String golden =
        "0202e7cbcbc24949dd4bbd10c892da1ae35d03626f6200000000000003e8"
            + "020203626f62c8010003636174640161020100"
            + "010203616e6e640003626f62640002000101000103616e6e";
    assertThat(hex(version)).isEqualTo(golden);
    assertThat(read(golden)).isEqualTo(version);
    assertThat(version.id().hex()).isEqualTo("511481059e415cd0b65a1ef771585a34");
  }

  private static String hex(RingVersion version) {
    ByteWriter out = ByteWriter.growing(64);
    version.writeTo(out);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  private static RingVersion read(String hex) {
    return RingVersion.readFrom(ByteReader.of(HexFormat.of().parseHex(hex)));
  }

  @Test
  void aVersionIsRefusedIfItsOriginsCannotBe() {
    Layout before = new Layout(Memberships.of("ann", "bob"), List.of(ANN, BOB));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Origins(List.of(before), List.of(0, 0)))
        .withMessage("an origin that no partition needs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Origins(List.of(before), List.of(1, 2)))
        .withMessage("origin 2 of 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Origins(List.of(before), List.of(1, 0, 0, 0)))
        .withMessage("an origin of 2 partitions in a ring of 4");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RingVersion(
                    1,
                    RingId.NONE,
                    ANN,
                    0,
                    2,
                    before.members(),
                    before.owners(),
                    Origins.none(2),
                    new TreeSet<>(List.of(ANN))))
        .withMessage("ann is a member and was removed");
  }

  @Test
  void everyPartOfAVersionCountsForItsId() {
    RingVersion next = Memberships.next(FIRST, BOB, 1000, FOUR);
    assertThat(next.id())
        .isNotEqualTo(FIRST.id())
        .isNotEqualTo(Memberships.next(FIRST, ANN, 1000, FOUR).id())
        .isNotEqualTo(Memberships.next(FIRST, BOB, 1001, FOUR).id())
        .isNotEqualTo(Memberships.next(FIRST, BOB, 1000, THREE).id());
    List<Member> larger = new ArrayList<>(FOUR);
    larger.set(3, FOUR.get(3).withCapacity(101));
    assertThat(next.id()).isNotEqualTo(Memberships.next(FIRST, BOB, 1000, larger).id());
  }

  @Test
  void aChangeDescendsFromWhatItChanged() {
    RingVersion second = Memberships.next(FIRST, BOB, 1000, FOUR);
    RingVersion third = Memberships.next(second, BOB, 2000, THREE);
    assertThat(second.epoch()).isEqualTo(2);
    assertThat(second.descendsFrom(FIRST)).isTrue();
    assertThat(third.descendsFrom(second)).isTrue();
    assertThat(third.descendsFrom(FIRST)).isFalse();
    assertThat(FIRST.descendsFrom(second)).isFalse();
    assertThat(third.descendsFrom(Memberships.next(FIRST, ANN, 1000, FOUR))).isFalse();
  }

  @Test
  void theHigherEpochWinsAndOfEqualEpochsTheHigherId() {
    RingVersion second = Memberships.next(FIRST, BOB, 1000, FOUR);
    RingVersion rival = Memberships.next(FIRST, ANN, 9999, FOUR);
    RingVersion third = Memberships.next(second, ANN, 2000, THREE);
    assertThat(second.winsOver(FIRST)).isTrue();
    assertThat(FIRST.winsOver(second)).isFalse();
    assertThat(third.winsOver(rival)).isTrue();
    assertThat(second.winsOver(rival)).isEqualTo(second.id().compareTo(rival.id()) > 0);
    assertThat(rival.winsOver(second)).isNotEqualTo(second.winsOver(rival));
    assertThat(second.winsOver(second)).isFalse();
  }

  @Test
  void whatContradictsItselfIsRefusedInWords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> version(0, RingId.NONE, THREE, List.of(ANN, BOB)))
        .withMessageContaining("epochs count from 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> version(2, RingId.NONE, THREE, List.of(ANN, BOB)))
        .withMessageContaining("every later one has");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> version(1, FIRST.id(), THREE, List.of(ANN, BOB)))
        .withMessageContaining("has no parent");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> version(1, RingId.NONE, THREE, List.of(ANN, new NodeId("eve"))))
        .withMessage("partition 1 is owned by eve, which is no member");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> version(1, RingId.NONE, THREE, List.of(ANN, ANN, BOB)))
        .withMessageContaining("power of two");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> version(1, RingId.NONE, List.of(), List.of(ANN)))
        .withMessageContaining("members");
  }

  @Test
  void aMemberIsCheckedToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Member.of(ANN).withCapacity(0))
        .withMessageContaining("1 to 1000 percent, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Member.of(ANN).inZone("rack 1"))
        .withMessageContaining("'rack 1' is not a zone");
  }

  @Test
  void whatFollowsAVersionIsLeftToBeRead() {
    ByteWriter out = ByteWriter.growing(64);
    FIRST.writeTo(out);
    out.writeByte(42);
    ByteReader in = ByteReader.of(out.toByteArray());
    assertThat(RingVersion.readFrom(in)).isEqualTo(FIRST);
    assertThat(in.readByte()).isEqualTo(42);
  }

  @Test
  void aLaterFormatIsRefusedAsSuch() {
    ByteWriter out = ByteWriter.growing(64);
    FIRST.writeTo(out);
    byte[] bytes = out.toByteArray();
    bytes[0] = 3;
    assertThatThrownBy(() -> RingVersion.readFrom(ByteReader.of(bytes)))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessage("a ring version of format 3, not 1 or 2");
  }

  @Test
  void aSummaryFitsALine() {
    assertThat(FIRST.summary())
        .isEqualTo("ring " + FIRST.id() + " epoch 1 by ann: 3 members, 64 partitions, N=3");
  }

  private static RingVersion version(
      long epoch, RingId parent, List<Member> members, List<NodeId> owners) {
    return new RingVersion(epoch, parent, ANN, 0, 3, members, owners);
  }
}
