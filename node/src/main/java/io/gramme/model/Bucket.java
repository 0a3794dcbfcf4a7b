package io.gramme.model;

/**
 * A namespace of keys that share properties; buckets of one type share the type's properties.
 *
 * @param type the bucket type, {@link #DEFAULT_TYPE} where a request names none; 1 to 64 characters
 *     of letters, digits, {@code _ - .}
 * @param name any bytes, 1 to {@link #MAX_NAME_BYTES}
 */
public record Bucket(String type, Blob name) {

  public static final String DEFAULT_TYPE = "default";
  public static final int MAX_NAME_BYTES = 4096;

  public Bucket {
    if (!isTypeName(type))
      throw new IllegalArgumentException("'" + type + "' is not a bucket type's name");
    if (name.size() == 0 || name.size() > MAX_NAME_BYTES)
      throw new IllegalArgumentException(
          "a bucket's name has 1 to " + MAX_NAME_BYTES + " bytes, not " + name.size());
  }

  /** A bucket of the default type with a UTF-8 name. */
  public static Bucket of(String name) {
    return new Bucket(DEFAULT_TYPE, Blob.utf8(name));
  }

  /** Whether a text may name a bucket type at all; says nothing about whether the type exists. */
  public static boolean isTypeName(String type) {
    return NodeId.isValid(type);
  }
}
