package io.gramme.ring;

import java.util.ArrayList;
import java.util.List;

/**
 * The ring versions that a node has adopted, oldest first, the newest {@link #MOST_KEPT} of them
 * (Dynamo §4.8).
 *
 * <p>Each wins over the one before it. Nodes that have heard of the same versions, in whatever
 * order and however often, have the same current one.
 *
 * @param versions never empty
 */
public record RingHistory(List<RingVersion> versions) {

  /** How many versions are kept; an older one is forgotten for each new one. */
  public static final int MOST_KEPT = 128;

  /** Refuses an empty history, and one whose versions do not each win over the one before. */
  public RingHistory {
    versions = List.copyOf(versions);
    if (versions.isEmpty() || versions.size() > MOST_KEPT)
      throw new IllegalArgumentException(
          "a history has 1 to " + MOST_KEPT + " versions, not " + versions.size());
    for (int i = 1; i < versions.size(); i++) {
      if (!versions.get(i).winsOver(versions.get(i - 1)))
        throw new IllegalArgumentException(
            versions.get(i) + " does not win over " + versions.get(i - 1));
    }
  }

  /** A history that begins with the first version that a node adopts. */
  public static RingHistory of(RingVersion version) {
    return new RingHistory(List.of(version));
  }

  /** The version in force. */
  public RingVersion current() {
    return versions.get(versions.size() - 1);
  }

  /** This and one version more, if that wins over the current one; else this itself. */
  public RingHistory adopt(RingVersion version) {
    if (!version.winsOver(current())) return this;
    List<RingVersion> all = new ArrayList<>(versions);
    all.add(version);
    return new RingHistory(all.subList(Math.max(0, all.size() - MOST_KEPT), all.size()));
  }

  /** Whether a version of this name was adopted and is still kept. */
  public boolean has(RingId id) {
    return versions.stream().anyMatch(version -> version.id().equals(id));
  }

  /**
   * Versions that were adopted and lost against another of their epoch: the current one does not
   * descend from them. Where the line of descent has a gap (a node that slept through a version),
   * nothing is said about what is older than the gap.
   */
  public List<RingVersion> superseded() {
    List<RingVersion> lost = new ArrayList<>();
    RingVersion line = current();
    for (int i = versions.size() - 2; i >= 0; i--) {
      RingVersion earlier = versions.get(i);
      if (earlier.epoch() < line.epoch() - 1) break;
      if (line.descendsFrom(earlier)) line = earlier;
      else lost.add(0, earlier);
    }
    return List.copyOf(lost);
  }
}
