package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** What was written is read back; what was not written does no harm. */
@Domain(CausalityDomain.class)
@Domain(DomainContext.Global.class)
class FormatProperties {

  /** Generous for inputs of a few kilobytes, and far below what a forged count could ask for. */
  private static final long MOST_ALLOCATED_BYTES = 4 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void recordsRoundTrip(@ForAll LocalRecord record) {
    assertThat(LocalRecord.fromBytes(record.toBytes())).isEqualTo(record);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void siblingsRoundTripAndLeaveWhatFollowsThem(@ForAll Siblings siblings) {
    ByteWriter out = ByteWriter.growing(16);
    siblings.writeTo(out);
    ByteReader in = ByteReader.of(out.writeInt(42).toByteArray());
    assertThat(Siblings.readFrom(in)).isEqualTo(siblings);
    assertThat(in.readInt()).isEqualTo(42);
    in.expectEnd();
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void vectorsRoundTripAndLeaveWhatFollowsThem(@ForAll VersionVector vector) {
    ByteWriter out = ByteWriter.growing(16);
    vector.writeTo(out);
    ByteReader in = ByteReader.of(out.writeInt(42).toByteArray());
    assertThat(VersionVector.readFrom(in)).isEqualTo(vector);
    assertThat(in.readInt()).isEqualTo(42);
    in.expectEnd();
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void contextsRoundTrip(@ForAll Context context) {
    assertThat(Context.decode(context.encoded())).isEqualTo(context);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aContextCutShortIsRefused(@ForAll Context context) {
    String text = context.encoded();
    for (int end = 0; end < text.length(); end++) refused(text.substring(0, end));
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void aContextWithOneLetterChangedIsRefused(@ForAll Context context, @ForAll char letter) {
    StringBuilder text = new StringBuilder(context.encoded());
    for (int i = 0; i < text.length(); i++) {
      char before = text.charAt(i);
      for (char other : new char[] {letter, 'A', 'B', '/', '=', (char) (before ^ 1)}) {
        text.setCharAt(i, other);
        if (other != before) refused(text.toString());
      }
      text.setCharAt(i, before);
    }
  }

  @Property
  void junkIsNoContext(@ForAll String junk) {
    refused(junk);
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void aRecordCutShortIsRefused(@ForAll LocalRecord record) {
    byte[] bytes = record.toBytes();
    for (int end = 0; end < bytes.length; end++) {
      byte[] cut = Arrays.copyOf(bytes, end);
      assertThatThrownBy(() -> LocalRecord.fromBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void aRecordWithOneByteChangedIsAnotherOrRefused(@ForAll LocalRecord record, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = record.toBytes();
    for (int i = 0; i < bytes.length; i++) {
      byte before = bytes[i];
      for (int other : new int[] {0xFF, 0x80, 0, before ^ 1, random.nextInt(256)}) {
        bytes[i] = (byte) other;
        readOrRefused(bytes.clone(), LocalRecord::fromBytes);
      }
      bytes[i] = before;
    }
  }

  @Property
  void junkIsReadOrRefused(@ForAll @Size(max = 400) byte[] junk) {
    readOrRefused(junk, LocalRecord::fromBytes);
    readOrRefused(junk, bytes -> Siblings.readFrom(ByteReader.of(bytes)));
    readOrRefused(junk, bytes -> VersionVector.readFrom(ByteReader.of(bytes)));
  }

  /** Junk seldom gets past a format number or a count; this does. */
  @Property
  void junkAfterAPlausibleBeginningIsReadOrRefused(@ForAll @Size(max = 400) byte[] junk) {
    ByteWriter out = ByteWriter.growing(16).writeByte(1).writeLong(1).writeLong(2).writeVarLong(3);
    readOrRefused(out.writeRaw(junk).toByteArray(), LocalRecord::fromBytes);
    byte[] one = ByteWriter.growing(16).writeVarLong(1).writeRaw(junk).toByteArray();
    readOrRefused(one, bytes -> Siblings.readFrom(ByteReader.of(bytes)));
    readOrRefused(one, bytes -> VersionVector.readFrom(ByteReader.of(bytes)));
  }

  private static void refused(String text) {
    assertThatThrownBy(() -> Context.decode(text)).isInstanceOf(MalformedBytesException.class);
  }

  private static void readOrRefused(byte[] bytes, Consumer<byte[]> reader) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reader.accept(bytes);
    } catch (MalformedBytesException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED_BYTES);
  }
}
