package io.gramme.storage;

import static io.gramme.storage.Cart.deleted;
import static io.gramme.storage.Cart.holding;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands on disk: a change here is a change of the disk format, and wants another number. */
class EntryBytesTest {

  private static final Key ODD_KEY =
      new Key(new Bucket("siblings", Blob.wrap(new byte[] {0, 1})), Blob.wrap(new byte[] {0, -1}));

  private static final String INDEX =
      "00000003690302bfc827935419e264656661756c740073686f70000163617274"
          + " 14261ea27d01895a756f760b";
  private static final String LEAF = "000000036c030000000a 2b57aa9c7d01895a756f760b";
  private static final String RECORD =
      "000000037264656661756c740073686f70000163617274"
          + " 96eee86b02000000000000000700000000000000010203000100000000000000010200000000000100"
          + "0000000a746578742f706c61696e00046d696c6b";
  private static final String INDEX_OF_TOMBSTONE =
      "0000000369025887a18f08a538cd7369626c696e67730000ff01000100ff" + " 2f7652d136ffa130f5295c76";
  private static final String LEAF_OF_TOMBSTONE = "000000036c0200000162 f648ee2736ffa130f5295c76";
  private static final String RECORD_OF_TOMBSTONE =
      "00000003727369626c696e67730000ff01000100ff"
          + " 5087bd490200000000000000070000000000000001d3090200010000000000000001d3090000000004"
          + "d200000001";
  private static final String TOMBSTONE =
      "000000037400000000000004d27369626c696e67730000ff01000100ff b3dd1596";
  private static final String HINT =
      "68626f62000000000564656661756c740073686f70000163617274"
          + " 7a000dab00000000000004d20200000000000000070000000000000001020300010000000000000001"
          + "02000000000001000000000a746578742f706c61696e00046d696c6b";
  private static final String OWED = "6f626f62000000012c 405fe339";
  private static final String COUNTED = "0000000363 270c3d170000000000000002";

  private final Scratch scratch = Scratch.create();
  private final DataDirectory directory =
      DataDirectory.open(
          scratch.at("data"),
          new NodeId("ann"),
          EngineContract.SMALL.withEngine(EngineChoice.MEMORY),
          () -> 7);

  @AfterEach
  void close() {
    directory.close();
    scratch.close();
  }

  @Test
  void aRecordStandsWithItsIndexAndItsLeaf() {
    put(Cart.CART, holding(1, "milk"));
    assertThat(entries()).containsExactly(INDEX, LEAF, RECORD);
  }

  @Test
  void aTombstoneStandsWithItsTime() {
    put(ODD_KEY, deleted(1_234, 2));
    assertThat(entries())
        .containsExactly(INDEX_OF_TOMBSTONE, LEAF_OF_TOMBSTONE, RECORD_OF_TOMBSTONE, TOMBSTONE);
  }

  @Test
  void aHintAndWhatIsOwedStandByTheirHome() {
    NodeId home = new NodeId("bob");
    Answer answer = new Answer();
    directory
        .hints()
        .put(home, 5, Cart.CART, new Hint(holding(1, "milk"), 1_234), Durability.OS, answer);
    answer.await();
    Answer owed = new Answer();
    directory.hints().owe(home, 300, owed);
    owed.await();
    assertThat(entries()).containsExactly(HINT, OWED);
  }

  @Test
  void thatTreesWereCountedStandsWithTheStart() {
    byte[] key = EntryKind.COUNTED.firstOf(3);
    Change.Put counted = CheckedValue.ofLong(2).under(key);
    assertThat(line(counted.key(), counted.value())).isEqualTo(COUNTED);
  }

  @Test
  void whatStandsThereIsReadAsItWasMeant() {
    assertThat(Entries.decodedRecord(keyOf(RECORD), valueOf(RECORD))).isEqualTo(holding(1, "milk"));
    assertThat(StoredKey.fromBytes(keyOf(RECORD))).isEqualTo(new StoredKey(3, Cart.CART));
    assertThat(TombstoneKey.fromBytes(keyOf(TOMBSTONE)))
        .isEqualTo(new TombstoneKey(3, 1_234, ODD_KEY));
    assertThat(HintEntry.fromBytes(keyOf(HINT), valueOf(HINT)))
        .isEqualTo(
            new HintEntry(
                new HintKey(new NodeId("bob"), 5, Cart.CART), new Hint(holding(1, "milk"), 1_234)));
    assertThat(CheckedValue.readLong(keyOf(COUNTED), valueOf(COUNTED))).isEqualTo(2);
  }

  @Test
  void theIdentityIsTextWithItsChecksum() throws IOException {
    DurableFile file = new DurableFile(scratch.at("identity"));
    new Identity(new NodeId("ann"), 9, 2, 7, true, false, new BootId("monday")).writeTo(file);
    assertThat(file.text())
        .isEqualTo(
            """
            format=1
            node=ann
            directory=0000000000000009
            starts=2
            incarnation=0000000000000007
            clean=true
            suspect=false
            boot=monday
            checksum=7f8dcef8
            """);
  }

  private static byte[] keyOf(String line) {
    return HexFormat.of().parseHex(line.substring(0, line.indexOf(' ')));
  }

  private static byte[] valueOf(String line) {
    return HexFormat.of().parseHex(line.substring(line.indexOf(' ') + 1));
  }

  private void put(Key key, LocalRecord record) {
    Answer answer = new Answer();
    directory.store(3).put(key, LocalRecord.NONE, record, Durability.OS, answer);
    assertThat(answer.await()).isEqualTo(Answer.STORED);
  }

  private List<String> entries() {
    List<String> lines = new ArrayList<>();
    directory
        .writer()
        .scan(new byte[0], new byte[] {-1}, (key, value) -> lines.add(line(key, value)));
    return lines;
  }

  private static String line(byte[] key, byte[] value) {
    return HexFormat.of().formatHex(key) + " " + HexFormat.of().formatHex(value);
  }
}
