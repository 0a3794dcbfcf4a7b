package io.gramme.model;

/**
 * What a client stores a value under.
 *
 * @param bucket where it lives
 * @param name any bytes, 1 to {@link #MAX_NAME_BYTES}
 */
public record Key(Bucket bucket, Blob name) {

  public static final int MAX_NAME_BYTES = 4096;

  public Key {
    if (name.size() == 0 || name.size() > MAX_NAME_BYTES)
      throw new IllegalArgumentException(
          "a key has 1 to " + MAX_NAME_BYTES + " bytes, not " + name.size());
  }

  /** A key with UTF-8 names in a bucket of the default type. */
  public static Key of(String bucket, String name) {
    return new Key(Bucket.of(bucket), Blob.utf8(name));
  }

  /** The key as an operator would write it: type, bucket and key, separated by slashes. */
  public String path() {
    return bucket.type() + "/" + bucket.name().text() + "/" + name.text();
  }
}
