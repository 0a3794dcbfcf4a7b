package io.gramme.causality;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;

/**
 * The actor as which a vnode writes one key, and how far it has counted.
 *
 * <p>Good only for the incarnation of the store that minted it. A store that may have forgotten
 * anything starts a new incarnation, so a counter that was rolled back is never counted on again.
 *
 * @param incarnation of the store that minted the actor
 * @param actor 64 random bits
 * @param counter of the last dot made, 0 for none
 */
public record Mint(long incarnation, long actor, long counter) {

  /** No actor yet: the vnode has never coordinated a write to this key. */
  public static final Mint NONE = new Mint(0, 0, 0);

  Dot nextDot() {
    return new Dot(actor, counter + 1);
  }

  void writeTo(ByteWriter out) {
    out.writeLong(incarnation).writeLong(actor).writeVarLong(counter);
  }

  static Mint readFrom(ByteReader in) {
    return new Mint(in.readLong(), in.readLong(), in.readVarLong());
  }
}
