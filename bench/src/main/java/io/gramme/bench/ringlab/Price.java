package io.gramme.bench.ringlab;

/** What a strategy costs in a ring of a given size, or why there is no such ring. */
sealed interface Price {

  /** The strategy. */
  String name();

  /**
   * The cost.
   *
   * @param name the strategy
   * @param perNode tokens of each node, on average
   * @param efficiency the least of before, after the join and after the leave, on average: 0 to 1
   * @param metadata what each node keeps
   * @param joinBytes the least that tells all nodes of a join
   * @param join what moves when one node joins
   * @param leave what moves when the last node leaves
   */
  record Known(
      String name,
      double perNode,
      double efficiency,
      Metadata metadata,
      long joinBytes,
      Movement join,
      Movement leave)
      implements Price {}

  /**
   * No cost, since there is no such ring.
   *
   * @param name the strategy
   * @param reason why, for a person
   */
  record None(String name, String reason) implements Price {}
}
