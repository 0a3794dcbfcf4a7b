package io.gramme.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.model.Blob;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class ByteFormatProperties {

  @Property
  void numbersRoundTripInAnyMixture(@ForAll @Size(max = 40) List<Long> numbers) {
    ByteWriter out = ByteWriter.growing(0);
    for (long n : numbers) writeEveryWay(out, n);
    ByteReader in = ByteReader.of(out.toByteArray());
    for (long n : numbers) expectEveryWay(in, n);
    in.expectEnd();
  }

  @Property
  void theOrderOfAGivenBufferDoesNotShowInTheBytes(@ForAll @Size(max = 40) List<Long> numbers) {
    ByteWriter growing = ByteWriter.growing(0);
    ByteBuffer direct = ByteBuffer.allocateDirect(4_096).order(ByteOrder.LITTLE_ENDIAN);
    ByteWriter into = ByteWriter.into(direct);
    for (long n : numbers) {
      writeEveryWay(growing, n);
      writeEveryWay(into, n);
    }
    direct.flip();
    assertThat(direct).isEqualTo(ByteBuffer.wrap(growing.toByteArray()));
    ByteReader in = ByteReader.of(direct);
    for (long n : numbers) expectEveryWay(in, n);
    in.expectEnd();
    assertThat(direct.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Property
  void blobsAndTextsRoundTrip(@ForAll byte[] bytes, @ForAll("texts") String text) {
    ByteWriter out = ByteWriter.growing(1);
    out.writeBlob(Blob.wrap(bytes)).writeText(text).writeRaw(bytes);
    ByteReader in = ByteReader.of(out.toByteArray());
    assertThat(in.readBlob().bytes()).isEqualTo(bytes);
    assertThat(in.readText()).isEqualTo(text);
    assertThat(in.readRest().bytes()).isEqualTo(bytes);
    in.expectEnd();
  }

  @Property
  void aWriterGoesOnAfterItWasAskedForWhatItHas(@ForAll byte[] first, @ForAll byte[] second) {
    ByteWriter out = ByteWriter.growing(1).writeRaw(first);
    assertThat(out.toByteArray()).isEqualTo(first);
    out.writeRaw(second);
    ByteReader in = ByteReader.of(out.toByteArray());
    for (byte b : first) assertThat((byte) in.readByte()).isEqualTo(b);
    assertThat(in.readRest()).isEqualTo(Blob.wrap(second));
  }

  @Property
  void anEndThatComesEarlyIsMalformed(@ForAll long number, @ForAll @Size(max = 20) byte[] bytes) {
    ByteWriter out = ByteWriter.growing(16);
    writeEveryWay(out, number);
    byte[] all = out.writeBlob(Blob.wrap(bytes)).toByteArray();
    for (int end = 0; end < all.length; end++) {
      ByteReader in = ByteReader.of(ByteBuffer.wrap(all, 0, end));
      assertThatThrownBy(
              () -> {
                expectEveryWay(in, number);
                in.readBlob();
              })
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Property
  void aCountIsRefusedIfTheRestCannotHoldIt(@ForAll long count, @ForAll @Size(max = 50) byte[] r) {
    ByteReader in =
        ByteReader.of(ByteWriter.growing(1).writeVarLong(count).writeRaw(r).toByteArray());
    if (count >= 0 && count <= r.length / 3) {
      assertThat(in.readCount(3)).isEqualTo((int) count);
    } else {
      assertThatThrownBy(() -> in.readCount(3)).isInstanceOf(MalformedBytesException.class);
    }
  }

  @Property
  void aGivenBufferThatIsFullOverflows(@ForAll long number) {
    ByteWriter out = ByteWriter.into(ByteBuffer.allocate(7));
    assertThatThrownBy(() -> out.writeLong(number)).isInstanceOf(BufferOverflowException.class);
  }

  private static void writeEveryWay(ByteWriter out, long n) {
    out.writeByte((int) n).writeInt((int) n).writeLong(n).writeVarLong(n).writeBoolean(n % 2 == 0);
  }

  private static void expectEveryWay(ByteReader in, long n) {
    assertThat(in.readByte()).isEqualTo((int) (n & 0xFF));
    assertThat(in.readInt()).isEqualTo((int) n);
    assertThat(in.readLong()).isEqualTo(n);
    assertThat(in.readVarLong()).isEqualTo(n);
    assertThat(in.readBoolean()).isEqualTo(n % 2 == 0);
  }

  /** Any text that is Unicode; a lone surrogate is not, and has no UTF-8. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withCharRange('\u0000', '\ud7ff')
        .withCharRange('\ue000', '\uffff');
  }
}
