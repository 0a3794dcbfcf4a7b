package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.causality.VersionVector.Entry;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Blob;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.model.Value.Attribute;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Format 1 as it lies on disks and in the hands of clients. If one of these fails, a format has
 * changed: give the new one a new number and go on reading the old.
 */
class FormatTest {

  private static final VersionVector PAST =
      new VersionVector(
          List.of(
              new Entry(1, 300, new HybridTime(0x0000_0190_0000_0001L)),
              new Entry(0xFEDC_BA98_7654_3210L, 2, new HybridTime(0x0000_0190_0000_0002L))));

  private static final LocalRecord RECORD =
      new LocalRecord(
          new Siblings(
              List.of(
                  new Version(
                      new Dot(0x0102_0304_0506_0708L, 129),
                      new HybridTime(0x0000_0191_0000_0003L),
                      PAST,
                      new Value(
                          "text/plain",
                          List.of(new Attribute("x-ünit", "m")),
                          Blob.wrap(new byte[] {0, -1}))),
                  new Version(
                      new Dot(0xFEDC_BA98_7654_3210L, 3),
                      new HybridTime(0x0000_0190_0000_0004L),
                      VersionVector.EMPTY,
                      new Tombstone()))),
          new Mint(0x1111_2222_3333_4444L, 0x0102_0304_0506_0708L, 129),
          new Terms(3, Reconciliation.KEEP_SIBLINGS));

  private static final String RECORD_HEX =
      "021111222233334444010203040506070881010300020102030405060708810100000191000000030200"
          + "00000000000001ac020000019000000001fedcba9876543210020000019000000002000a74657874"
          + "2f706c61696e0107782dc3bc6e6974016d0200fffedcba98765432100300000190000000040001";

  private static final Context CONTEXT = new Context(PAST, "ann");

  private static final String CONTEXT_HEX =
      "0103616e6e020000000000000001ac020000019000000001fedcba98765432100200000190000000"
          + "02bf2d52f6";

  @Test
  void aRecordIsReadAsItWasWrittenInFormat2() {
    assertThat(LocalRecord.fromBytes(HexFormat.of().parseHex(RECORD_HEX))).isEqualTo(RECORD);
    assertThat(HexFormat.of().formatHex(RECORD.toBytes())).isEqualTo(RECORD_HEX);
  }

  @Test
  void aContextIsReadAsItWasWrittenInFormat1() {
    String text = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(CONTEXT_HEX));
    assertThat(Context.decode(text)).isEqualTo(CONTEXT);
    assertThat(CONTEXT.encoded()).isEqualTo(text);
  }

  @Test
  void aRecordOrAContextOfAnotherFormatIsRefusedByItsNumber() {
    byte[] record = RECORD.toBytes();
    record[0] = 1;
    assertThatThrownBy(() -> LocalRecord.fromBytes(record))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("format 1");
    assertThatThrownBy(() -> Context.decode(withChecksum(2, 0, 0)))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void aContextInBase64WithoutItsPaddingIsRefused() {
    assertThat(Context.BLIND.encoded()).endsWith("=");
    String bare = Context.BLIND.encoded().replace("=", "");
    assertThatThrownBy(() -> Context.decode(bare)).isInstanceOf(MalformedBytesException.class);
  }

  private static String withChecksum(int... body) {
    ByteWriter out = ByteWriter.growing(16);
    for (int value : body) out.writeByte(value);
    CRC32C crc = new CRC32C();
    crc.update(out.toByteArray());
    return Base64.getEncoder().encodeToString(out.writeInt((int) crc.getValue()).toByteArray());
  }
}
