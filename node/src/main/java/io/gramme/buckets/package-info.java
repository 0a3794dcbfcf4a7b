/**
 * Bucket types and bucket properties: values that nodes agree on by merging.
 *
 * <p>Main types: {@link io.gramme.buckets.BucketProperties}. The rule it keeps: a property that the
 * store does not understand is kept as it is.
 */
package io.gramme.buckets;
