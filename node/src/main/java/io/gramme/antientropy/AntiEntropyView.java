package io.gramme.antientropy;

import io.gramme.model.NodeId;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an operator sees of a node's anti-entropy.
 *
 * @param pairs this node's replicas and their peers, by partition
 * @param running how many sessions this node runs now
 * @param debts the starts of this node since which it may lack something that was once stored here
 * @param inDoubt partitions of this node whose "nothing there" is not believed yet
 * @param totals of all sessions that this node has run since it started
 * @param tombstones of this node
 * @param scrub of this node
 */
public record AntiEntropyView(
    List<PairView> pairs,
    int running,
    List<Integer> debts,
    SortedSet<Integer> inDoubt,
    Totals totals,
    Tombstones tombstones,
    Scrub scrub) {

  /** Before anything is known. */
  public static final AntiEntropyView NONE =
      new AntiEntropyView(
          List.of(), 0, List.of(), new TreeSet<>(), Totals.NONE, Tombstones.NONE, Scrub.NONE);

  public AntiEntropyView {
    pairs = List.copyOf(pairs);
    debts = List.copyOf(debts);
    inDoubt = new TreeSet<>(inDoubt);
  }

  /**
   * One pair.
   *
   * @param running whether they are compared now by this node
   * @param wanted whether they are to be compared as soon as can be
   * @param agreedMillis when a session of this node last saw both to be equal or made them so, by
   *     the wall clock; -1 for not since it started
   * @param last how this node's last session of the two ended
   */
  public record PairView(
      int partition,
      NodeId peer,
      boolean running,
      boolean wanted,
      long agreedMillis,
      Outcome last) {}

  /** Sums over sessions. */
  public record Totals(
      long sessions,
      long complete,
      long keysCompared,
      long keysSent,
      long keysReceived,
      long bytesSent,
      long bytesReceived) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0);

    Totals plus(Outcome outcome) {
      return new Totals(
          sessions + 1,
          complete + (outcome.isComplete() ? 1 : 0),
          keysCompared + outcome.keysCompared(),
          keysSent + outcome.keysSent(),
          keysReceived + outcome.keysReceived(),
          bytesSent + outcome.bytesSent(),
          bytesReceived + outcome.bytesReceived());
    }
  }

  /**
   * Tombstones in the partitions that this node owns, as it last looked.
   *
   * @param count of all that its replicas hold
   * @param oldestMillis when the oldest was written; {@link Long#MAX_VALUE} if there is none
   * @param held rounds of reaping that could not prove that all replicas hold theirs, since the
   *     node started
   * @param lastHeld why the last of them could not, empty if none
   */
  public record Tombstones(long count, long oldestMillis, long held, String lastHeld) {
    static final Tombstones NONE = new Tombstones(0, Long.MAX_VALUE, 0, "");
  }

  /**
   * How far scrubbing is.
   *
   * @param partitions scrubbed from end to end since the node started
   * @param removed damaged records that were taken out
   */
  public record Scrub(long partitions, long removed) {
    static final Scrub NONE = new Scrub(0, 0);
  }
}
