package io.gramme.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Key;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class StoredKeyProperties {

  @Property
  void bytesBringTheSameKeyBack(@ForAll("keys") Key key, @ForAll @IntRange(min = 0) int partition) {
    StoredKey stored = new StoredKey(partition, key);
    assertThat(StoredKey.fromBytes(stored.toBytes())).isEqualTo(stored);
  }

  @Property
  void equalBytesMeanEqualKeys(@ForAll("keys") Key one, @ForAll("keys") Key other) {
    byte[] bytes = new StoredKey(1, one).toBytes();
    byte[] others = new StoredKey(1, other).toBytes();
    assertThat(Arrays.equals(bytes, others)).isEqualTo(one.equals(other));
  }

  @Property
  void theKeysOfABucketAreExactlyThoseInItsRange(
      @ForAll("keys") Key key, @ForAll("buckets") Bucket bucket) {
    byte[] bytes = new StoredKey(1, key).toBytes();
    boolean inRange =
        Arrays.compareUnsigned(StoredKey.firstOf(1, bucket), bytes) <= 0
            && Arrays.compareUnsigned(bytes, StoredKey.endOf(1, bucket)) < 0;
    assertThat(inRange).isEqualTo(key.bucket().equals(bucket));
  }

  @Property
  void theKeysOfAPartitionAreExactlyThoseInItsRange(
      @ForAll("keys") Key key,
      @ForAll @IntRange(min = 0, max = 300) int partition,
      @ForAll @IntRange(min = 0, max = 300) int range) {
    byte[] bytes = new StoredKey(partition, key).toBytes();
    boolean inRange =
        Arrays.compareUnsigned(StoredKey.firstOf(range), bytes) <= 0
            && Arrays.compareUnsigned(bytes, StoredKey.endOf(range)) < 0;
    assertThat(inRange).isEqualTo(partition == range);
  }

  @Property
  void nothingStandsBetweenAKeyAndItsNext(@ForAll("keys") Key one, @ForAll("keys") Key other) {
    byte[] bytes = new StoredKey(1, one).toBytes();
    byte[] others = new StoredKey(1, other).toBytes();
    boolean after = Arrays.compareUnsigned(others, new StoredKey(1, one).next()) >= 0;
    assertThat(after).isEqualTo(Arrays.compareUnsigned(others, bytes) > 0);
  }

  @Property
  void whateverTheBytesTheyAreReadOrRefused(@ForAll byte[] bytes) {
    byte[] wellBegun = StoredKey.firstOf(1);
    byte[] all = Arrays.copyOf(wellBegun, wellBegun.length + bytes.length);
    System.arraycopy(bytes, 0, all, wellBegun.length, bytes.length);
    try {
      assertThat(StoredKey.fromBytes(all).toBytes()).isEqualTo(all);
    } catch (MalformedBytesException refused) {
      assertThat(refused).hasMessageContaining(" ");
    }
  }

  @Provide
  Arbitrary<Key> keys() {
    return Combinators.combine(buckets(), names()).as(Key::new);
  }

  @Provide
  Arbitrary<Bucket> buckets() {
    return Combinators.combine(Arbitraries.of("a", "ab", "default"), names()).as(Bucket::new);
  }

  /** Short names of the bytes that matter, so that many are prefixes of others. */
  private static Arbitrary<Blob> names() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) 2, (byte) -1, (byte) 'a')
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(Blob::wrap);
  }
}
