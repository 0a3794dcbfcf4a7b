package io.gramme.transfer;

import io.gramme.model.NodeId;
import java.util.List;

/**
 * What an operator sees of the partitions that move to and from a node.
 *
 * @param isPaused whether an operator has stopped them
 * @param incoming the partitions that this node gains, by their number
 * @param outgoing what this node keeps no longer
 */
public record TransfersView(boolean isPaused, List<Incoming> incoming, Outgoing outgoing) {

  /** Before anything is known. */
  public static final TransfersView NONE =
      new TransfersView(false, List.of(), new Outgoing(0, 0, 0, ""));

  public TransfersView {
    incoming = List.copyOf(incoming);
  }

  /** What this node takes over in a second now, all partitions together; 0 if nothing. */
  public long bytesPerSecond() {
    return incoming.stream().mapToLong(Incoming::bytesPerSecond).sum();
  }

  /** What a hand-over does now. */
  public enum Phase {
    /** It waits until not too many others fetch. */
    QUEUED,
    /** It fetches. */
    FETCHING,
    /** It failed, and will try again. */
    PAUSING,
    /** It compares with all who keep the partition. */
    COMPARING,
    /** It has everything, and waits for the others who gain the partition. */
    READY,
    /** It has the others refuse who believes the partition pending. */
    FENCING,
    /** It compares once more. */
    CONFIRMING,
    /** It is done, and waits for the others who gain the partition. */
    COMPLETE
  }

  /**
   * A partition that this node gains.
   *
   * @param from who keeps it; while it is fetched, from whom
   * @param to this node
   * @param keys fetched so far
   * @param bytes of their records
   * @param bytesPerSecond since it began to fetch from its present source; 0 if it does not
   * @param etaSeconds until all is fetched, about; -1 if that is unknown
   * @param trouble what went wrong last; empty if nothing did
   */
  public record Incoming(
      int partition,
      List<NodeId> from,
      NodeId to,
      Phase phase,
      long keys,
      long bytes,
      long bytesPerSecond,
      long etaSeconds,
      String trouble) {

    public Incoming {
      from = List.copyOf(from);
    }
  }

  /**
   * What this node keeps no longer.
   *
   * @param unseen partitions in which nobody has looked for such records since the ring changed
   * @param unfinished partitions in which some are left
   * @param shed records that were let go since the node started
   * @param trouble why some are left; empty if none are
   */
  public record Outgoing(int unseen, int unfinished, long shed, String trouble) {}
}
