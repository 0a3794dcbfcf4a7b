package io.gramme.stories;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a value is found, and with which options it is asked for.
 *
 * @param type of the bucket
 * @param options as a query string without its question mark; may be empty
 */
record Place(String type, String bucket, String key, String options) {

  /** In a bucket that keeps the last write alone. */
  static Place plain(String bucket, String key) {
    return new Place("default", bucket, key, "");
  }

  /** In a bucket that keeps siblings. */
  static Place siblings(String bucket, String key) {
    return new Place("siblings", bucket, key, "");
  }

  /** With one more option, such as {@code r}. */
  Place with(String option, Object value) {
    String all = options.isEmpty() ? "" : options + "&";
    return new Place(type, bucket, key, all + option + "=" + value);
  }

  /** The path and query of a request. */
  String path() {
    String query = options.isEmpty() ? "" : "?" + options;
    return "/types/" + type + "/buckets/" + encoded(bucket) + "/keys/" + encoded(key) + query;
  }

  /** Where a node says what its own replica holds. */
  String replicaPath() {
    return "/internal/replica?type=" + type + "&bucket=" + encoded(bucket) + "&key=" + encoded(key);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8);
  }
}
