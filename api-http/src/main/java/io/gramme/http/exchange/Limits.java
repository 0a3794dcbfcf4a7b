package io.gramme.http.exchange;

import java.time.Duration;

/**
 * What a request may ask for at most.
 *
 * @param maxValueBytes the largest value
 * @param maxMetadataBytes the names and texts of all that is kept beside a value, together
 * @param maxPropertiesBytes the largest document that changes properties
 * @param maxRingBytes the largest document about the ring, itself among them
 * @param maxProperties how many properties a bucket may have
 * @param maxListingBytes of names in a list that is sent in one piece
 * @param defaultTimeout for requests that name none
 * @param maxTimeout longer ones are cut to this
 */
public record Limits(
    int maxValueBytes,
    int maxMetadataBytes,
    int maxPropertiesBytes,
    int maxRingBytes,
    int maxProperties,
    int maxListingBytes,
    Duration defaultTimeout,
    Duration maxTimeout) {

  public Limits {
    if (maxValueBytes < 1) throw new IllegalArgumentException("max-value-bytes below 1");
    if (defaultTimeout.isNegative() || defaultTimeout.compareTo(maxTimeout) > 0)
      throw new IllegalArgumentException("default-timeout above max-timeout, or negative");
  }
}
