package io.gramme.ring;

/** What a node that gains a partition says of itself; each says more than the one before. */
public enum Mark {
  /** It has everything that the nodes of the origin held when it compared with them. */
  READY,
  /** It compared once more with each of them after that one had been fenced. */
  COMPLETE
}
