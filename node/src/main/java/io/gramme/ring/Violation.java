package io.gramme.ring;

/**
 * A stretch of the ring that breaks a placement rule.
 *
 * @param rule which
 * @param partition the first partition of the stretch
 * @param sentence the same for an operator
 * @param avoidable false where these members and this many partitions leave no better choice. A
 *     preference list then still begins with N distinct nodes, since it skips repeated ones
 */
public record Violation(Rule rule, int partition, String sentence, boolean avoidable) {

  /** The rules of placement. */
  public enum Rule {
    /** N successive partitions lie on N distinct nodes (on all, where there are fewer). */
    DISTINCT_NODES,
    /** N successive partitions lie in as many zones as can be, none with more than its share. */
    SPREAD_ZONES
  }

  @Override
  public String toString() {
    return sentence;
  }
}
