package io.gramme.causality;

/** What becomes of versions of which none has seen another (Dynamo §2.3, §4.4). */
public enum Reconciliation {
  /** All stay, and the client merges them. */
  KEEP_SIBLINGS,
  /** The newest stays; every loser is a write that goes unseen, and is counted. */
  LAST_WRITE_WINS;

  /** The siblings that stay. */
  public Siblings settle(Siblings siblings) {
    return this == LAST_WRITE_WINS ? siblings.newest() : siblings;
  }
}
