package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RingVersionProperties {

  @Property(tries = 200)
  void whatIsWrittenIsReadBackAndHasTheSameId(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int nodes, @ForAll long time) {
    RingVersion version = second(seed, nodes, time);
    RingVersion read = readBack(version);
    assertThat(read).isEqualTo(version);
    assertThat(read.id()).isEqualTo(version.id());
  }

  @Property(tries = 500)
  void damagedBytesAreRefusedOrMakeAnotherVersion(
      @ForAll long seed, @ForAll @IntRange(max = 5000) int where, @ForAll byte what) {
    RingVersion version = second(seed, 5, 1);
    byte[] bytes = bytes(version);
    int at = where % bytes.length;
    boolean changed = bytes[at] != what;
    bytes[at] = what;
    try {
      RingVersion read = RingVersion.readFrom(ByteReader.of(bytes));
      assertThat(read.equals(version)).isEqualTo(!changed);
    } catch (MalformedBytesException refused) {
      assertThat(changed).isTrue();
    }
  }

  @Property(tries = 200)
  void bytesThatEndEarlyAreRefused(@ForAll long seed, @ForAll @IntRange(max = 5000) int where) {
    byte[] bytes = bytes(second(seed, 5, 1));
    byte[] cut = Arrays.copyOf(bytes, where % bytes.length);
    boolean refused = false;
    try {
      RingVersion.readFrom(ByteReader.of(cut));
    } catch (MalformedBytesException e) {
      refused = true;
    }
    assertThat(refused).isTrue();
  }

  private static RingVersion second(long seed, int nodes, long time) {
    Memberships members = new Memberships(seed, nodes, 3, false);
    RingVersion first = RingVersion.first(members.now(), 64, 3);
    return Memberships.next(first, new NodeId("n0"), time, members.change(50));
  }

  static RingVersion readBack(RingVersion version) {
    return RingVersion.readFrom(ByteReader.of(bytes(version)));
  }

  private static byte[] bytes(RingVersion version) {
    ByteWriter out = ByteWriter.growing(64);
    version.writeTo(out);
    return out.toByteArray();
  }
}
