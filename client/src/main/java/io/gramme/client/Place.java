package io.gramme.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Where one value lives: bucket type, bucket and key.
 *
 * @param type the bucket type, {@code default} where nobody says
 */
record Place(String type, Name bucket, Name key) {

  /** The most partitions that a ring has. */
  static final int MOST_PARTITIONS = 65_536;

  /** The path of the value, encoded. */
  String path() {
    return "/types/" + type + "/buckets/" + bucket.encoded() + "/keys/" + key.encoded();
  }

  /**
   * The partition of this place in a ring of {@code count} (Dynamo §6.2, strategy 3): the top bits
   * of the MD5 of type, bucket and key, the lengths of the first two before them. The servers
   * reckon the same way, and a file of examples that both are held to keeps it so.
   *
   * @param count a power of two from 1 to {@link #MOST_PARTITIONS}
   */
  int partition(int count) {
    byte[] typeBytes = type.getBytes(StandardCharsets.US_ASCII);
    MessageDigest md5 = md5();
    md5.update(
        new byte[] {(byte) typeBytes.length, (byte) (bucket.size() >>> 8), (byte) bucket.size()});
    md5.update(typeBytes);
    md5.update(bucket.bytes());
    byte[] digest = md5.digest(key.bytes());
    int top = (digest[0] & 0xFF) << 16 | (digest[1] & 0xFF) << 8 | digest[2] & 0xFF;
    return top >>> 24 - Integer.numberOfTrailingZeros(count);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
