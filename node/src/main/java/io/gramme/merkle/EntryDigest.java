package io.gramme.merkle;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.model.Key;
import java.nio.charset.StandardCharsets;

/**
 * What a tree knows of one key: where it belongs, and a digest of the key with the dots under it.
 *
 * <p>A dot names a version for ever, so the dots say all there is to say about the siblings. 64
 * bits are enough, since nobody can choose the random actors in the dots: two leaves that differ
 * look alike once in 2^64 comparisons, and the next write to either of them ends that.
 *
 * @param keyHash says which leaf the key belongs to
 * @param digest of the key and the dots, 0 if and only if there is none
 */
public record EntryDigest(long keyHash, long digest) {

  /** Nothing under a key. */
  public static final long ABSENT = 0;

  /** The digest of what is under a key (murmur3, Appleby 2011; the same on every machine). */
  public static EntryDigest of(Key key, Siblings siblings) {
    long keyHash = hash(key);
    if (siblings.isEmpty()) return new EntryDigest(keyHash, ABSENT);
    Hasher hasher = Hashing.murmur3_128().newHasher().putLong(keyHash);
    for (Version version : siblings.versions()) {
      hasher.putLong(version.dot().actor()).putLong(version.dot().counter());
    }
    long digest = hasher.hash().asLong();
    return new EntryDigest(keyHash, digest == ABSENT ? 1 : digest);
  }

  private static long hash(Key key) {
    byte[] type = key.bucket().type().getBytes(StandardCharsets.US_ASCII);
    byte[] bucket = key.bucket().name().bytes();
    return Hashing.murmur3_128()
        .newHasher()
        .putInt(type.length)
        .putBytes(type)
        .putInt(bucket.length)
        .putBytes(bucket)
        .putBytes(key.name().bytes())
        .hash()
        .asLong();
  }
}
