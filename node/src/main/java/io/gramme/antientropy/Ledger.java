package io.gramme.antientropy;

import io.gramme.antientropy.Outcome.Ending;
import io.gramme.vnode.VnodeProtocol.Roots;
import java.util.SortedMap;

/**
 * What a session has done so far.
 *
 * @param equalAtStart true until a difference is seen
 * @param mostReplicas the largest number of replicas of any key that either side holds
 * @param compared keys fetched from both sides
 * @param sent keys that the peer has taken in
 * @param received keys that this node's replica has taken in
 * @param bytesSent of records sent to the peer
 * @param bytesReceived of records fetched from the peer
 * @param damaged keys that one side could not read
 */
record Ledger(
    boolean equalAtStart,
    int mostReplicas,
    long compared,
    long sent,
    long received,
    long bytesSent,
    long bytesReceived,
    long damaged) {

  static final Ledger EMPTY = new Ledger(true, 0, 0, 0, 0, 0, 0, 0);

  Ledger roots(Roots here, Roots there) {
    int most = Math.max(largest(here.roots()), largest(there.roots()));
    return new Ledger(
        equalAtStart, most, compared, sent, received, bytesSent, bytesReceived, damaged);
  }

  Ledger differing() {
    return new Ledger(
        false, mostReplicas, compared, sent, received, bytesSent, bytesReceived, damaged);
  }

  Ledger compared(long bytesFromPeer) {
    return new Ledger(
        equalAtStart,
        mostReplicas,
        compared + 1,
        sent,
        received,
        bytesSent,
        bytesReceived + bytesFromPeer,
        damaged);
  }

  Ledger taken(Side by, long bytes) {
    boolean isSent = by == Side.THERE;
    return new Ledger(
        equalAtStart,
        mostReplicas,
        compared,
        sent + (isSent ? 1 : 0),
        received + (isSent ? 0 : 1),
        bytesSent + (isSent ? bytes : 0),
        bytesReceived,
        damaged);
  }

  Ledger damage() {
    return new Ledger(
        equalAtStart,
        mostReplicas,
        compared,
        sent,
        received,
        bytesSent,
        bytesReceived,
        damaged + 1);
  }

  /** How a session ends that has nothing left to look at. */
  Outcome atEnd(long questions) {
    return ended(damaged == 0 ? Ending.COMPLETE : Ending.DAMAGED, questions);
  }

  Outcome ended(Ending ending, long questions) {
    return new Outcome(
        ending,
        equalAtStart && ending == Ending.COMPLETE,
        mostReplicas,
        questions,
        compared,
        sent,
        received,
        bytesSent,
        bytesReceived);
  }

  private static int largest(SortedMap<Integer, Long> roots) {
    return roots.isEmpty() ? 0 : roots.lastKey();
  }
}
