package io.gramme.antientropy;

/** Which of the two replicas of a session. */
public enum Side {
  /** This node's. */
  HERE,
  /** The peer's. */
  THERE;

  /** The other one. */
  public Side other() {
    return this == HERE ? THERE : HERE;
  }
}
