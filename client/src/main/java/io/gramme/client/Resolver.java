package io.gramme.client;

import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Makes one value of several that were written without knowing of each other (Dynamo §4.4). It must
 * be pure and must not depend on the order of the siblings, so that all who resolve agree.
 *
 * <p>Siblings with the same bytes are one by the time a resolver sees them: that is what a write
 * that was sent twice leaves. Deleted siblings are left out: a value beats a concurrent delete.
 *
 * @param <T> the values
 */
@FunctionalInterface
public interface Resolver<T> {

  /**
   * The value to go on with.
   *
   * @param siblings two or more, in the order of the answer
   */
  T resolve(List<T> siblings);

  /** Merges siblings two by two; for a merge that is associative and commutative. */
  static <T> Resolver<T> merging(BinaryOperator<T> merge) {
    return siblings -> siblings.stream().reduce(merge).orElseThrow();
  }

  /** Makes nothing of siblings but an {@link UnresolvedSiblingsException}. */
  static <T> Resolver<T> refusing() {
    return siblings -> {
      throw new UnresolvedSiblingsException(siblings.size());
    };
  }
}
