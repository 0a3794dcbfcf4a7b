package io.gramme.simulation;

import io.gramme.simulation.Nemesis.Kind;
import java.util.List;

/** Mistakes that the simulation must find when one is made on purpose: proofs that it looks. */
enum PlantedFault {
  NONE("", 1),

  /** A replica says that it has stored what it has only been told. */
  ACKNOWLEDGE_BEFORE_STORING("I1: .*", 1),

  /** A node goes on counting although its disk has forgotten how far it had come. */
  REUSE_DOT_AFTER_LOST_TAIL("I2: the dot .* is used twice", 80),

  /** A hint is removed when it is sent, and not when its home has it. */
  FORGET_HINT_ON_SENDING("I1: .*", 2),

  /** A hint is removed although something was added to it since it was sent. */
  FORGET_CHANGED_HINT("I1: .*", 22, Kind.BLINK, Kind.SLOW, Kind.PAUSE),

  /** A node says that it keeps no hints, whatever it keeps. */
  REAP_WITH_HINTS_OUTSTANDING("I7: .*", 2, Kind.BLINK, Kind.SLOW, Kind.PAUSE),

  /** A tombstone is forgotten although nobody was asked whether it is held. */
  REAP_UNCONFIRMED("I7: .*", 4),

  /** No node keeps what is meant for another. */
  NOBODY_STANDS_IN("I3: .*", 6),

  /** A read brings a replica up to date, and leaves out a sibling. */
  READ_DROPS_A_SIBLING("I[12]: .*", 599, Kind.STORM, Kind.BLINK, Kind.ALONE),

  /** A node with a new disk counts its "nothing there" before anybody has told it anything. */
  WIPED_REPLICA_CLAIMS_TO_KNOW("a read with R \\+ W > N misses .*", 34, Kind.WIPE);

  private static final int ENOUGH_SEEDS = 1_500;

  private final String sign;
  private final long firstSeed;
  private final List<Kind> kinds;

  PlantedFault(String sign, long firstSeed, Kind... kinds) {
    this.sign = sign;
    this.firstSeed = firstSeed;
    this.kinds = List.of(kinds);
  }

  /** What is said of it when it is found: a regular expression. */
  String sign() {
    return sign;
  }

  /** Where to begin to look for it: some take a rare history, and one was seen hereabouts. */
  long firstSeed() {
    return firstSeed;
  }

  /** The faults of nature that bring it to light soonest; none if any will do. */
  List<Kind> kinds() {
    return kinds;
  }

  /** Among so many histories there is one at least that shows it. */
  int enoughSeeds() {
    return ENOUGH_SEEDS;
  }
}
