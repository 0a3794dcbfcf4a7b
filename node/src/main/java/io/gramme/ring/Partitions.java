package io.gramme.ring;

import io.gramme.model.Blob;
import io.gramme.model.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The equal partitions of the key space (Dynamo §6.2, strategy 3): a key's partition is the top
 * bits of the MD5 of its bucket type, bucket and name.
 *
 * <p>What a key hashes to may never change: stores on disk are laid out by it. Twice as many
 * partitions split each in two: partition p becomes 2p and 2p+1.
 *
 * @param count how many: a power of two from 1 to {@link #MOST}
 */
public record Partitions(int count) {

  /** The largest number of partitions. */
  public static final int MOST = 65_536;

  private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(Partitions::md5);

  /** Refuses a count that is not a power of two from 1 to {@link #MOST}. */
  public Partitions {
    if (count < 1 || count > MOST || Integer.bitCount(count) != 1)
      throw new IllegalArgumentException(
          "a ring has a power of two of partitions from 1 to " + MOST + ", not " + count);
  }

  /** The partition of a key: 0 to {@code count - 1}. */
  public int of(Key key) {
    byte[] digest = hash(key);
    int top = (digest[0] & 0xFF) << 16 | (digest[1] & 0xFF) << 8 | digest[2] & 0xFF;
    return top >>> 24 - Integer.numberOfTrailingZeros(count);
  }

  /** The lengths come first, so that ("ab", "c") and ("a", "bc") are different keys. */
  private static byte[] hash(Key key) {
    byte[] type = key.bucket().type().getBytes(StandardCharsets.US_ASCII);
    Blob bucket = key.bucket().name();
    MessageDigest md5 = MD5.get();
    md5.update(lengths(type.length, bucket.size()));
    md5.update(type);
    md5.update(bucket.bytes());
    return md5.digest(key.name().bytes());
  }

  private static byte[] lengths(int type, int bucket) {
    return new byte[] {(byte) type, (byte) (bucket >>> 8), (byte) bucket};
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
