package io.gramme.coordination;

import io.gramme.model.NodeId;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.List;
import java.util.Optional;

/** Why a request was not done; said to the client, with what was wanted and what was got. */
public sealed interface Refusal {

  /**
   * Too few replicas answered in time, or too few can still answer. A write so refused may have
   * been stored by some replicas and may yet appear.
   *
   * @param requirement which count fell short
   * @param got how many counted
   * @param required how many were wanted
   * @param uninformed replicas that found nothing and do not know whether that means anything: they
   *     have lost data and are not caught up yet
   */
  record Unsatisfied(Requirement requirement, int got, int required, List<NodeId> uninformed)
      implements Refusal {

    public Unsatisfied {
      uninformed = List.copyOf(uninformed);
    }

    public Unsatisfied(Requirement requirement, int got, int required) {
      this(requirement, got, required, List.of());
    }
  }

  /** The refusal that tells the client of a shortfall; a deadline where there is none. */
  static Refusal of(Optional<Tally.Shortfall> shortfall) {
    return of(shortfall, List.of());
  }

  /** The same, naming the replicas whose empty answers did not count. */
  static Refusal of(Optional<Tally.Shortfall> shortfall, List<NodeId> uninformed) {
    return shortfall
        .<Refusal>map(it -> new Unsatisfied(it.requirement(), it.got(), it.required(), uninformed))
        .orElseGet(TimedOut::new);
  }

  /**
   * The refusal that tells the client why the store or the hints that were to make a version did
   * not: a limit that the client has met, or what is wrong there.
   */
  static Refusal of(Reason why, RecordRules rules) {
    return switch (why) {
      case TOO_MANY_SIBLINGS -> new TooManySiblings(rules.siblingLimit());
      case OBJECT_TOO_LARGE -> new ObjectTooLarge(rules.objectBytesLimit());
      case RING_MOVED -> new RingMoved();
      case OVERLOADED -> new Overloaded("the replica's write queue is full");
      case HINTS_FULL -> new Overloaded("the node keeps as many hints as it may");
      case DISK_FULL -> new Overloaded("the replica's disk is full");
      case STORE_FAILED -> new Overloaded("the replica's store failed");
      case RECORD_DAMAGED -> new Overloaded("the replica's record of this key is damaged");
      default -> new Overloaded("the replica refused: " + why);
    };
  }

  /** The deadline passed first. A write so refused may yet appear. */
  record TimedOut() implements Refusal {}

  /**
   * A bound on work in progress was reached; nothing was done, and a retry elsewhere is welcome.
   */
  record Overloaded(String what) implements Refusal {}

  /**
   * The key's partition has moved on in the ring since the request was planned, and too many
   * replicas know it; a retry is planned anew. A write so refused may yet appear.
   */
  record RingMoved() implements Refusal {}

  /** A quorum that N replicas can never give; the request itself is wrong. */
  record QuorumExceedsReplicas(int replicas) implements Refusal {}

  /** One sibling more would be one too many: the client must read, merge and write back. */
  record TooManySiblings(int limit) implements Refusal {}

  /** All siblings together would be larger than an object may be. */
  record ObjectTooLarge(long limitBytes) implements Refusal {}

  /** This node can not serve now, and says why: it is starting, or knows no ring. */
  record NotReady(String why) implements Refusal {}
}
