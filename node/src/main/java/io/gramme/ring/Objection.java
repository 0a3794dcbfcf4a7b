package io.gramme.ring;

/**
 * Why a plan should not be committed, in words for an operator.
 *
 * @param kind what is objected to
 * @param sentence what is wrong and what to do about it
 * @param risk what may come of committing all the same; for what cannot be forced, why not
 */
public record Objection(Kind kind, String sentence, String risk) {

  /** What may be wrong with a plan. */
  public enum Kind {
    /** The staged changes change nothing. */
    NOTHING_TO_DO(false),
    /** A change is about a node that is no member. */
    UNKNOWN_NODE(false),
    /** A node is to join, or to replace another, and is a member already. */
    ALREADY_A_MEMBER(false),
    /** A capacity, a zone or the number of members is not one that can be. */
    OUT_OF_RANGE(false),
    /** The last member would go. */
    NOBODY_LEFT(false),
    /** Too many changes were forced on top of each other. */
    TOO_MANY_UNDER_WAY(false),
    /** A node that takes part does not answer. */
    UNREACHABLE(true),
    /** A node that takes part goes by another ring. */
    OTHER_RING(true),
    /** Partitions are still moving. */
    STILL_MOVING(true),
    /** A member that answers is to be given up for lost. */
    STILL_ANSWERS(true),
    /** Every keeper of a partition is given up for lost. */
    LAST_COPIES(true),
    /** A rule of placement is broken that need not be. */
    PLACEMENT(true),
    /** A node gets more than its disk has room for. */
    DISK(true);

    private final boolean canBeForced;

    Kind(boolean canBeForced) {
      this.canBeForced = canBeForced;
    }

    /** Whether an operator may decide to commit all the same. */
    public boolean canBeForced() {
      return canBeForced;
    }
  }

  /** Whether an operator may decide to commit all the same. */
  public boolean canBeForced() {
    return kind.canBeForced();
  }

  @Override
  public String toString() {
    return sentence;
  }
}
