package io.gramme.antientropy;

/**
 * How a session ended and what it cost.
 *
 * @param ending why it ended
 * @param equalAtStart whether there was nothing to do
 * @param mostReplicas the largest number of replicas of any key that either side holds, 0 if none
 * @param questions put to both sides together
 * @param keysCompared fetched from both sides
 * @param keysSent that the peer has taken in
 * @param keysReceived that this node's replica has taken in
 * @param bytesSent of the records sent to the peer
 * @param bytesReceived of the records fetched from the peer
 */
public record Outcome(
    Ending ending,
    boolean equalAtStart,
    int mostReplicas,
    long questions,
    long keysCompared,
    long keysSent,
    long keysReceived,
    long bytesSent,
    long bytesReceived) {

  /** Before the first session. */
  public static final Outcome NONE = Ledger.EMPTY.ended(Ending.NOT_YET, 0);

  /** Why a session ended. */
  public enum Ending {
    /** None has ended yet. */
    NOT_YET,
    /** Everything in which the replicas differed was made equal. */
    COMPLETE,
    /** Some record can not be read on one side; all others were made equal. */
    DAMAGED,
    /** So many keys were compared that others shall have their turn first. */
    ENOUGH_FOR_NOW,
    /** A replica did not do what it was asked. */
    REFUSED,
    /** A replica did not answer, however often it was asked. */
    NO_ANSWER,
    /** The background of this node is too busy. */
    NO_SLICE,
    /** This node can no longer reach the peer. */
    PEER_LOST
  }

  /** Whether the replicas were seen to hold the same. */
  public boolean isComplete() {
    return ending == Ending.COMPLETE;
  }
}
