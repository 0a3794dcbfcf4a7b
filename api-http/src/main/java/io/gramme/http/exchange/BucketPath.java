package io.gramme.http.exchange;

import io.gramme.model.Bucket;

/**
 * The way by which a client came to a bucket; what it is told leads back the same way.
 *
 * @param form which of the three
 * @param type the bucket type, {@code default} where the form names none
 * @param bucket its name
 */
public record BucketPath(Form form, String type, Segment bucket) {

  /** The forms of a path, the newest first. */
  public enum Form {
    /** {@code /types/T/buckets/B}. */
    TYPED,
    /** {@code /buckets/B}. */
    PLAIN,
    /** {@code /riak/B}. */
    OLD
  }

  /** Whether the name of the bucket has a length that a bucket's name may have. */
  public boolean isNameable() {
    return !bucket.isEmpty() && bucket.bytes().size() <= Bucket.MAX_NAME_BYTES;
  }

  /** The bucket itself; the type and the name must be such as a bucket can have. */
  public Bucket toBucket() {
    return new Bucket(type, bucket.bytes());
  }

  /**
   * The path that stands in a link to the bucket. Riak leaves the type out, and its clients expect
   * that.
   */
  public String up() {
    return (form == Form.OLD ? "/riak/" : "/buckets/") + bucket.encoded();
  }

  /** The path of a key. */
  public String of(String key) {
    return switch (form) {
      case TYPED -> "/types/" + type + "/buckets/" + bucket.encoded() + "/keys/" + key;
      case PLAIN -> "/buckets/" + bucket.encoded() + "/keys/" + key;
      case OLD -> "/riak/" + bucket.encoded() + "/" + key;
    };
  }
}
