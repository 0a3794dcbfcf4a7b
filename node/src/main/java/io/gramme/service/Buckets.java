package io.gramme.service;

import io.gramme.buckets.BucketProperties;
import io.gramme.model.Bucket;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletionStage;

/**
 * The properties of buckets and of bucket types, as this node knows them now. Thread-safe.
 *
 * <p>A change is kept on this node's disk before its stage completes, sent at once to every
 * reachable node, and reaches the others by gossip.
 */
public interface Buckets {

  /** How a change ended. */
  enum Changed {
    /** Kept here, and by every node that could be reached. */
    DONE,
    /** Too many buckets have properties of their own; nothing was changed. */
    TOO_MANY,
    /** The disk did not answer in time; the change may yet appear. */
    TIMED_OUT
  }

  /** What is in force for a bucket; empty if its type does not exist. */
  Optional<BucketProperties> of(Bucket bucket);

  /** What is in force for a type; empty if it does not exist. */
  Optional<BucketProperties> ofType(String type);

  /**
   * Changes some properties of a bucket.
   *
   * @param change checked by {@link BucketProperties#problemsIn} before
   */
  CompletionStage<Changed> change(Bucket bucket, Map<String, Object> change);

  /** The names of all types that exist. */
  SortedSet<String> types();

  /**
   * Changes some properties of a type, and of all its buckets that do not have their own; makes the
   * type where there is none of that name.
   *
   * @param type such as {@link Bucket#isTypeName} allows
   * @param change as for a bucket
   */
  CompletionStage<Changed> changeType(String type, Map<String, Object> change);

  /** Gives a bucket the properties of its type again. */
  CompletionStage<Changed> reset(Bucket bucket);
}
