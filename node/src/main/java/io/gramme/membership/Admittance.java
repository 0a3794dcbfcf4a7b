package io.gramme.membership;

/**
 * How a node stands to the ring, in a word and in words for an operator.
 *
 * @param words empty where there is nothing to say
 */
public record Admittance(Kind kind, String words) {

  /** In one word. */
  public enum Kind {
    /** It has no ring: nobody has founded one with it, and it waits to be let into another's. */
    RINGLESS,
    /** It has a ring and takes part. */
    MEMBER,
    /** It has a ring and takes no part in it. */
    OUTSIDER,
    /** A peer has refused it: it must not serve. */
    REFUSED
  }

  /** Before anything was read from disk. */
  public static final Admittance UNKNOWN =
      new Admittance(Kind.RINGLESS, "the ring is not read from disk yet");

  /** Whether the node may serve clients and peers. */
  public boolean mayServe() {
    return kind == Kind.MEMBER;
  }
}
