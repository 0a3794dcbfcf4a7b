package io.gramme.membership;

import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.Mark;
import io.gramme.ring.Plan;
import io.gramme.ring.RingId;
import io.gramme.wire.ControlMessage;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the keeper of a node's ring can be told: by operators' services, by the node's own parts,
 * and by other nodes' keepers. Every command with a {@code replyTo} is answered.
 */
public interface RingProtocol {

  /** Told to {@code /user/ring} of a node. */
  interface Command {}

  /**
   * Founds a ring of these nodes, this one among them. Refused where there is a ring already.
   *
   * @param candidates each of whom has no ring yet
   * @param partitions Q, a power of two
   * @param replicas N
   */
  record Found(List<Candidate> candidates, int partitions, int replicas, ActorRef<Outcome> replyTo)
      implements Command {}

  /**
   * Takes over a ring that names this node. Refused where there is another ring, and where the
   * charter does not name this node.
   *
   * @param charter the bytes of a {@link Charter}
   */
  record Adopt(byte[] charter, ActorRef<Outcome> replyTo) implements Command {}

  /** Asks for the {@link Charter} of the ring in force; refused where there is none. */
  record GetCharter(ActorRef<Outcome> replyTo) implements Command {}

  /** Stages a change, in place of what was staged for the same node. Answered by what is staged. */
  record Stage(Change change, ActorRef<Outcome> replyTo) implements Command {}

  /**
   * Stages a change that lets a node in: a {@link Change.Join} or a {@link Change.Replace}.
   * Answered as {@link Stage}; refused if another node of that name is still there.
   */
  record StageNewcomer(Change change, Candidate newcomer, ActorRef<Outcome> replyTo)
      implements Command {}

  /** Withdraws everything that is staged. Answered as {@link Stage}. */
  record Clear(ActorRef<Outcome> replyTo) implements Command {}

  /** Works out what the staged changes would bring, after asking the nodes of the ring. */
  record GetPlan(ActorRef<Outcome> replyTo) implements Command {}

  /**
   * Commits the staged changes if their plan is still this one.
   *
   * @param plan the id of the plan
   * @param force whether to commit in spite of such refusals as can be forced
   */
  record Commit(RingId plan, boolean force, ActorRef<Outcome> replyTo) implements Command {}

  /** This node has come so far with a partition that it gains by the ring version. */
  record PublishMarks(RingId of, int partition, Mark mark) implements Command {}

  /** What came of a command. */
  sealed interface Outcome {}

  /** This ring is in force now. */
  record InForce(RingId ring, long epoch) implements Outcome {}

  /** The bytes of the ring's {@link Charter}. */
  record Chartered(byte[] charter) implements Outcome {}

  /** This is staged now. */
  record AreStaged(Staging staging) implements Outcome {}

  /** What the staged changes would bring; {@link Plan#id} is what a {@link Commit} names. */
  record Planned(Plan plan) implements Outcome {}

  /** It was not done, and why, in words for an operator. */
  record Refused(List<String> reasons) implements Outcome {

    /** For one reason. */
    static Refused because(String reason) {
      return new Refused(List.of(reason));
    }

    public Refused {
      reasons = List.copyOf(reasons);
    }
  }

  /** A node says where it lives, and asks whether anything speaks against it. */
  record Introduce(Candidate candidate, ActorRef<Greeting> replyTo)
      implements Command, ControlMessage {}

  /**
   * The answer to {@link Introduce}.
   *
   * @param objection empty for none, else in words for an operator
   */
  record Greeting(NodeId from, String objection) implements ControlMessage {}
}
