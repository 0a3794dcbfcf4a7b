package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ProgressProperties {

  private static final RingId RING = new RingId("0123456789abcdef0123456789abcdef");
  private static final NodeId ANN = new NodeId("ann");

  @Property(tries = 300)
  void theOrderInWhichMarksAreHeardDoesNotMatterNorHowOften(
      @ForAll long a, @ForAll long b, @ForAll long c) {
    Progress one = some(a);
    Progress two = some(b);
    Progress three = some(c);
    assertThat(one.merge(two)).isEqualTo(two.merge(one));
    assertThat(one.merge(two).merge(three)).isEqualTo(one.merge(two.merge(three)));
    assertThat(one.merge(one)).isEqualTo(one);
    assertThat(one.merge(two).includes(one)).isTrue();
    assertThat(one.merge(two).digest()).isEqualTo(two.merge(one).digest());
  }

  @Property(tries = 300)
  void aMergeSaysWhatEitherSaysAndNoMore(@ForAll long a, @ForAll long b) {
    Progress one = some(a);
    Progress two = some(b);
    Progress both = one.merge(two);
    for (int p = 0; p < 4; p++) {
      for (Mark mark : Mark.values()) {
        for (int n = 0; n < 3; n++) {
          NodeId node = new NodeId("n" + n);
          assertThat(both.has(p, node, mark))
              .isEqualTo(one.has(p, node, mark) || two.has(p, node, mark));
        }
      }
    }
    assertThat(one.digest() == two.digest()).isEqualTo(one.equals(two));
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadBackAndDamageIsRefusedOrSaysSomethingElse(
      @ForAll long seed, @ForAll @IntRange(max = 200) int where, @ForAll byte what) {
    Progress progress = some(seed);
    byte[] bytes = bytes(progress);
    assertThat(Progress.readFrom(ByteReader.of(bytes))).isEqualTo(progress);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> Progress.readFrom(ByteReader.of(cut)));
    int at = where % bytes.length;
    boolean changed = bytes[at] != what;
    bytes[at] = what;
    try {
      assertThat(Progress.readFrom(ByteReader.of(bytes)).equals(progress)).isEqualTo(!changed);
    } catch (MalformedBytesException refused) {
      assertThat(changed).isTrue();
    }
  }

  @Example
  void marksOfAnotherVersionAreNotHeard() {
    Progress other = Progress.none(RingId.NONE).with(1, ANN, Mark.READY);
    Progress mine = Progress.none(RING);
    assertThat(mine.merge(other)).isSameAs(mine);
    assertThat(mine.includes(Progress.none(RingId.NONE))).isFalse();
  }

  @Example
  void aMarkIsNeverTakenBack() {
    Progress complete = Progress.none(RING).with(1, ANN, Mark.COMPLETE);
    assertThat(complete.with(1, ANN, Mark.READY)).isSameAs(complete);
    assertThat(complete.has(1, ANN, Mark.READY)).isTrue();
    assertThat(complete.isEmpty()).isFalse();
    assertThat(Progress.none(RING).with(1, ANN, Mark.READY).has(1, ANN, Mark.COMPLETE)).isFalse();
  }

  /** Nodes of different releases must read each other's. */
  @Example
  void theBytesNeverChange() {
    Progress progress =
        Progress.none(RING).with(2, new NodeId("b"), Mark.READY).with(2, ANN, Mark.COMPLETE);
    assertThat(bytes(progress))
        .asHexString()
        .isEqualTo("010123456789ABCDEF0123456789ABCDEF01020203616E6E01016200");
  }

  private static Progress some(long seed) {
    Random random = new Random(seed);
    Progress progress = Progress.none(RING);
    for (int i = random.nextInt(8); i > 0; i--) {
      NodeId node = new NodeId("n" + random.nextInt(3));
      progress = progress.with(random.nextInt(4), node, Mark.values()[random.nextInt(2)]);
    }
    return progress;
  }

  private static byte[] bytes(Progress progress) {
    ByteWriter out = ByteWriter.growing(64);
    progress.writeTo(out);
    return out.toByteArray();
  }
}
