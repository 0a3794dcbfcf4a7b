package io.gramme.simulation;

/** Mistakes that the simulation must find when one is made on purpose: proofs that it looks. */
enum PlantedFault {
  NONE("", 1),

  /** A replica says that it has stored what it has only been told. */
  ACKNOWLEDGE_BEFORE_STORING("I1: .*", 1),

  /** A node goes on counting although its disk has forgotten how far it had come. */
  REUSE_DOT_AFTER_LOST_TAIL("I2: the dot .* is used twice", 80),

  /** A hint is removed when it is sent, and not when its home has it. */
  FORGET_HINT_ON_SENDING("I1: .*", 15),

  /** A hint is removed although something was added to it since it was sent. */
  FORGET_CHANGED_HINT("I1: .*", 650),

  /** A node says that it keeps no hints, whatever it keeps. */
  REAP_WITH_HINTS_OUTSTANDING("I7: .*", 1),

  /** A tombstone is forgotten although nobody was asked whether it is held. */
  REAP_UNCONFIRMED("I7: .*", 1),

  /** No node keeps what is meant for another. */
  NOBODY_STANDS_IN("I3: .*", 1),

  /** A read brings a replica up to date, and leaves out a sibling. */
  READ_DROPS_A_SIBLING("I[12]: .*", 120),

  /** A node with a new disk counts its "nothing there" before anybody has told it anything. */
  WIPED_REPLICA_CLAIMS_TO_KNOW("a read with R \\+ W > N misses .*", 290);

  private static final int ENOUGH_SEEDS = 1_500;

  private final String sign;
  private final long firstSeed;

  PlantedFault(String sign, long firstSeed) {
    this.sign = sign;
    this.firstSeed = firstSeed;
  }

  /** What is said of it when it is found: a regular expression. */
  String sign() {
    return sign;
  }

  /** Where to begin to look for it: some take a rare history, and one was seen hereabouts. */
  long firstSeed() {
    return firstSeed;
  }

  /** Among so many histories there is one at least that shows it. */
  int enoughSeeds() {
    return ENOUGH_SEEDS;
  }
}
