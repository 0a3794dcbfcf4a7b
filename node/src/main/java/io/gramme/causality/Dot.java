package io.gramme.causality;

/**
 * The name of one write: the {@code counter}-th that {@code actor} made to a key (dotted version
 * vectors, Preguiça et al. 2012).
 *
 * @param actor 64 random bits, minted by a vnode for one key and one incarnation of its store
 * @param counter from 1
 */
public record Dot(long actor, long counter) implements Comparable<Dot> {

  public Dot {
    if (counter < 1) throw new IllegalArgumentException("a dot counts from 1, not " + counter);
  }

  @Override
  public int compareTo(Dot other) {
    int byActor = Long.compareUnsigned(actor, other.actor);
    return byActor != 0 ? byActor : Long.compare(counter, other.counter);
  }

  @Override
  public String toString() {
    return Long.toHexString(actor) + ":" + counter;
  }
}
