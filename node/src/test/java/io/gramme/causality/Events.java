package io.gramme.causality;

import java.util.BitSet;

/**
 * A set of writes, by the numbers that {@link TrueHistory} gave them; never changes.
 *
 * @param numbers one bit per write; owned by this set
 */
public record Events(BitSet numbers) {

  /** No write at all. */
  public static final Events NONE = new Events(new BitSet());

  /** These and the others. */
  public Events and(Events others) {
    BitSet union = (BitSet) numbers.clone();
    union.or(others.numbers);
    return new Events(union);
  }

  /** These and one more. */
  public Events and(int number) {
    BitSet more = (BitSet) numbers.clone();
    more.set(number);
    return new Events(more);
  }

  /** These less the others. */
  public Events without(Events others) {
    BitSet rest = (BitSet) numbers.clone();
    rest.andNot(others.numbers);
    return new Events(rest);
  }

  /** Whether a write is one of these. */
  public boolean contains(int number) {
    return numbers.get(number);
  }

  /** Whether all the others are among these. */
  public boolean containsAll(Events others) {
    return others.without(this).numbers.isEmpty();
  }

  /** Their numbers, ascending. */
  public int[] toArray() {
    return numbers.stream().toArray();
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return numbers.isEmpty();
  }

  @Override
  public String toString() {
    return numbers.toString();
  }
}
