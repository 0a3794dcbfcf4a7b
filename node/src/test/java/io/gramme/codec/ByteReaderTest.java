package io.gramme.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ByteReaderTest {

  @Test
  void refusesATruthValueThatIsNeither() {
    refused(reading(2)::readBoolean);
  }

  @Test
  void refusesANumberThatNeverEnds() {
    refused(reading(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0)::readVarLong);
  }

  @Test
  void refusesALengthFarBeyondTheEndBeforeMakingRoomForIt() {
    refused(reading(0xFF, 0xFF, 0xFF, 0xFF, 0x07)::readBlob);
    refused(reading(0xFF, 0xFF, 0xFF, 0xFF, 0x07)::readText);
  }

  @Test
  void refusesBytesAfterTheEnd() {
    refused(reading(1)::expectEnd);
  }

  @Test
  void readsFromTheBuffersPositionAndMovesIt() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 7, 5}).position(1);
    assertThat(ByteReader.of(buffer).readByte()).isEqualTo(7);
    assertThat(buffer.position()).isEqualTo(2);
  }

  private static ByteReader reading(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
    return ByteReader.of(bytes);
  }

  private static void refused(ThrowingCallable reading) {
    assertThatThrownBy(reading).isInstanceOf(MalformedBytesException.class);
  }
}
