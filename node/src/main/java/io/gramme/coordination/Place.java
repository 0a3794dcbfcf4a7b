package io.gramme.coordination;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * One primary's copy of a version that is being spread.
 *
 * @param rank among the replicas asked, see {@link WritePlan#durabilityOf}
 * @param standIns those that were told, in turn, and have not refused
 */
record Place(NodeId home, int rank, State state, List<NodeId> standIns) {

  /** How far it has got. */
  enum State {
    /** The primary was told. */
    WAITING,
    /** A stand-in was told. */
    LENT,
    /** To be kept here, once this node's hints have answered for another place. */
    QUEUED,
    /** This node's hints were told. */
    KEEPING,
    /** The primary has it, or somebody keeps a hint for it. */
    SAFE,
    /** This node's hints were told to have the partition compared. */
    OWED,
    /** The same, since the primary knows of a later ring than the plan, and will not take it. */
    MOVED
  }

  Place as(State next) {
    return new Place(home, rank, next, standIns);
  }

  Place lentTo(NodeId standIn) {
    List<NodeId> all = new ArrayList<>(standIns);
    all.add(standIn);
    return new Place(home, rank, State.LENT, List.copyOf(all));
  }

  Place without(NodeId standIn) {
    return new Place(
        home, rank, state, standIns.stream().filter(it -> !it.equals(standIn)).toList());
  }

  boolean isSettled() {
    return state == State.SAFE || state == State.OWED || state == State.MOVED;
  }
}
