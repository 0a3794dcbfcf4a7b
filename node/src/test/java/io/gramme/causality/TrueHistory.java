package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The oracle: every write that was ever made to one key, and the whole set of writes that its
 * writer had seen. Needs no vectors, no dots and no clocks to say what must be a sibling.
 */
public final class TrueHistory {

  private final List<Version> versions = new ArrayList<>();
  private final List<Events> seenByWriter = new ArrayList<>();
  private final Map<Dot, Integer> numbers = new HashMap<>();

  /** Notes a new write and says its number; a dot that was used before is a failure. */
  public int add(Version version, Events seen) {
    int number = versions.size();
    Integer earlier = numbers.putIfAbsent(version.dot(), number);
    assertThat(earlier).as("an earlier write with the dot %s", version.dot()).isNull();
    versions.add(version);
    seenByWriter.add(seen);
    return number;
  }

  /** Every write so far, by its number. */
  public List<Version> versions() {
    return versions;
  }

  /** The writes of a set that no other writer of the set had seen: what a reader must be shown. */
  public Events maximal(Events known) {
    Events overwritten = Events.NONE;
    for (int number : known.toArray()) overwritten = overwritten.and(seenByWriter.get(number));
    return known.without(overwritten);
  }

  /** These writes and all that their writers had seen: what a reader of them truly knows. */
  public Events knownThrough(Events shown) {
    Events known = shown;
    for (int number : shown.toArray()) known = known.and(seenByWriter.get(number));
    return known;
  }

  /** The write of a set with the latest time, or the greatest dot of those: last write wins. */
  public Events newest(Events known) {
    return Arrays.stream(known.toArray())
        .boxed()
        .max(
            Comparator.comparing((Integer number) -> versions.get(number).time())
                .thenComparing(number -> versions.get(number).dot()))
        .map(Events.NONE::and)
        .orElse(Events.NONE);
  }

  /** Which writes these versions are. */
  public Events numbersOf(Siblings siblings) {
    Events held = Events.NONE;
    for (Version version : siblings.versions()) held = held.and(numbers.get(version.dot()));
    return held;
  }

  /** Every write that a vector claims to know. */
  public Events claimedBy(VersionVector vector) {
    Events claimed = Events.NONE;
    for (int number = 0; number < versions.size(); number++) {
      if (vector.covers(versions.get(number).dot())) claimed = claimed.and(number);
    }
    return claimed;
  }

  /**
   * A version supersedes only what its writer had seen, and is later than all of that.
   *
   * @param exact whether it must also supersede all of that
   */
  public void checkEveryPair(boolean exact, List<String> story) {
    for (int a = 0; a < versions.size(); a++) {
      for (int b = 0; b < versions.size(); b++) {
        boolean hadSeen = seenByWriter.get(a).contains(b);
        boolean supersedes = versions.get(a).supersedes(versions.get(b));
        assertThat(exact ? supersedes == hadSeen : hadSeen || !supersedes)
            .as("%d had seen %d: %s, supersedes it: %s; %s", a, b, hadSeen, supersedes, story)
            .isTrue();
        assertThat(!hadSeen || versions.get(a).time().compareTo(versions.get(b).time()) > 0)
            .as("%d had seen %d and is later; %s", a, b, story)
            .isTrue();
      }
    }
  }
}
