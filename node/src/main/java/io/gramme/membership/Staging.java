package io.gramme.membership;

import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.RingId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The changes of membership that operators have asked for and nobody has committed yet: one per
 * node, of which the last that was asked for holds. Stagings of several nodes merge in any order
 * and however often to the same one.
 *
 * @param of the ring version that the changes would change; another version makes them void
 * @param cleared whatever was staged at or before this moment is withdrawn
 * @param changes by the node that each is about; each later than {@code cleared}
 */
public record Staging(RingId of, Stamp cleared, SortedMap<NodeId, Staged> changes) {

  /**
   * A moment on the clocks of all nodes, such that no two are equal but for the same cause.
   *
   * @param time milliseconds since 1970, pushed on where clocks run behind each other
   * @param author the node that set it
   */
  public record Stamp(long time, NodeId author) implements Comparable<Stamp> {

    private static final Comparator<Stamp> ORDER =
        Comparator.comparingLong(Stamp::time).thenComparing(Stamp::author);

    @Override
    public int compareTo(Stamp other) {
      return ORDER.compare(this, other);
    }

    boolean isAfter(Stamp other) {
      return compareTo(other) > 0;
    }
  }

  /** A change, and when it was asked for at which node. */
  public record Staged(Change change, Stamp stamp) {}

  /** Before every stamp that a node sets. */
  static final Stamp NEVER = new Stamp(0, new NodeId("-"));

  public Staging {
    SortedMap<NodeId, Staged> valid = new TreeMap<>(changes);
    Stamp horizon = cleared;
    valid.values().removeIf(each -> !each.stamp().isAfter(horizon));
    changes = Collections.unmodifiableSortedMap(valid);
  }

  /** Nothing is staged. */
  public static Staging none(RingId of) {
    return new Staging(of, NEVER, new TreeMap<>());
  }

  /** The node that a change would let in, if it does. */
  public static Optional<NodeId> newcomerOf(Change change) {
    if (change instanceof Change.Join join) return Optional.of(join.member().id());
    if (change instanceof Change.Replace replace) return Optional.of(replace.by().id());
    return Optional.empty();
  }

  /** With one change more, in place of what was staged for that node. */
  public Staging with(Change change, long nowMillis, NodeId author) {
    SortedMap<NodeId, Staged> more = new TreeMap<>(changes);
    more.put(change.subject(), new Staged(change, next(nowMillis, author)));
    return new Staging(of, cleared, more);
  }

  /** With everything withdrawn that is staged now. */
  public Staging withdrawn(long nowMillis, NodeId author) {
    return new Staging(of, next(nowMillis, author), changes);
  }

  private Stamp next(long nowMillis, NodeId author) {
    long latest = cleared.time();
    for (Staged each : changes.values()) latest = Math.max(latest, each.stamp().time());
    return new Stamp(Math.max(nowMillis, latest + 1), author);
  }

  /** What both say; this itself if the other is about another version. */
  public Staging merge(Staging other) {
    if (!of.equals(other.of)) return this;
    SortedMap<NodeId, Staged> all = new TreeMap<>(changes);
    other.changes.forEach(
        (node, staged) -> all.merge(node, staged, (a, b) -> b.stamp().isAfter(a.stamp()) ? b : a));
    return new Staging(of, cleared.isAfter(other.cleared) ? cleared : other.cleared, all);
  }

  /** The changes in the order in which they were asked for. */
  public List<Change> inOrder() {
    List<Staged> all = new ArrayList<>(changes.values());
    all.sort(Comparator.comparing(Staged::stamp));
    return all.stream().map(Staged::change).toList();
  }

  /** When the last of the changes was asked for, and where; {@link #NEVER} for none. */
  public Stamp latest() {
    return changes.values().stream()
        .map(Staged::stamp)
        .max(Comparator.naturalOrder())
        .orElse(NEVER);
  }

  /** Whether a node waits to be let in. */
  public boolean isNewcomer(NodeId node) {
    return changes.values().stream()
        .anyMatch(each -> newcomerOf(each.change()).filter(node::equals).isPresent());
  }

  /** Stagings that say the same have equal digests, others hardly ever. */
  public long digest() {
    long digest = mix(cleared);
    for (Staged each : changes.values()) {
      digest += 31 * mix(each.stamp()) + each.change().subject().hashCode();
    }
    return digest;
  }

  private static long mix(Stamp stamp) {
    return stamp.time() * 0x9E3779B97F4A7C15L + stamp.author().value().hashCode();
  }
}
