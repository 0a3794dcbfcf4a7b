package io.gramme.client;

import java.util.List;
import java.util.Optional;

/**
 * What a read found under a key.
 *
 * @param siblings the values: none if nothing is there, more than one if they were written without
 *     knowing of each other; deleted ones and repetitions are not among them
 * @param context to send with a write that takes these values into account; {@link Context#NONE} if
 *     the key never had a value, or its last tombstone is forgotten
 * @param resolver makes one of several
 * @param <T> the values
 */
public record Found<T>(List<T> siblings, Context context, Resolver<T> resolver) {

  /** Copies the list. */
  public Found {
    siblings = List.copyOf(siblings);
  }

  /** Whether there is no value. */
  public boolean isEmpty() {
    return siblings.isEmpty();
  }

  /**
   * The value, which is what the bucket's resolver makes of siblings; empty if there is none.
   *
   * @throws UnresolvedSiblingsException if there are siblings and the bucket has no resolver
   */
  public Optional<T> value() {
    return siblings.size() > 1
        ? Optional.of(resolver.resolve(siblings))
        : siblings.stream().findFirst();
  }
}
