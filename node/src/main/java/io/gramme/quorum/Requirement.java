package io.gramme.quorum;

/** The counts that a request can ask for. */
public enum Requirement {
  /** Replicas that answered a read. */
  R(Counted.ANSWERS),
  /** Primary replicas that answered a read. */
  PR(Counted.PRIMARIES),
  /** Replicas that stored a write. */
  W(Counted.ANSWERS),
  /** Primary replicas that stored a write. */
  PW(Counted.PRIMARIES),
  /** Replicas that made a write durable. */
  DW(Counted.DURABLE),
  /** Distinct nodes that answered. */
  NODE_CONFIRMS(Counted.ANSWERS);

  enum Counted {
    ANSWERS,
    PRIMARIES,
    DURABLE
  }

  final Counted counted;

  Requirement(Counted counted) {
    this.counted = counted;
  }
}
