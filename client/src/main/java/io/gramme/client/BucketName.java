package io.gramme.client;

/**
 * Which bucket.
 *
 * @param type the bucket type: 1 to 64 characters of letters, digits, {@code _ - .}
 * @param name any bytes
 */
public record BucketName(String type, Name name) {

  /** The bucket type of a bucket that nobody says another of. */
  public static final String DEFAULT_TYPE = "default";

  /** Refuses what names no type. */
  public BucketName {
    if (!type.matches("[A-Za-z0-9_.-]{1,64}"))
      throw new IllegalArgumentException("'" + type + "' is not a bucket type's name");
  }

  /** A bucket of the default type. */
  public static BucketName of(String name) {
    return new BucketName(DEFAULT_TYPE, Name.of(name));
  }

  /** The bucket of the same name in another type. */
  public BucketName inType(String other) {
    return new BucketName(other, name);
  }

  Place at(Name key) {
    return new Place(type, name, key);
  }

  String path() {
    return "/types/" + type + "/buckets/" + name.encoded();
  }
}
