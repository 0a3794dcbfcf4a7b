package io.gramme.causality;

import java.util.BitSet;

/**
 * A set of writes, by the numbers that {@link TrueHistory} gave them; never changes.
 *
 * @param numbers one bit per write; owned by this set
 */
record Events(BitSet numbers) {

  static final Events NONE = new Events(new BitSet());

  Events and(Events others) {
    BitSet union = (BitSet) numbers.clone();
    union.or(others.numbers);
    return new Events(union);
  }

  Events and(int number) {
    BitSet more = (BitSet) numbers.clone();
    more.set(number);
    return new Events(more);
  }

  Events without(Events others) {
    BitSet rest = (BitSet) numbers.clone();
    rest.andNot(others.numbers);
    return new Events(rest);
  }

  boolean contains(int number) {
    return numbers.get(number);
  }

  boolean containsAll(Events others) {
    return others.without(this).numbers.isEmpty();
  }

  int[] toArray() {
    return numbers.stream().toArray();
  }

  @Override
  public String toString() {
    return numbers.toString();
  }
}
