package io.gramme.http.object;

import io.gramme.coordination.Refusal;
import io.gramme.http.exchange.Answer;
import io.gramme.model.NodeId;
import io.gramme.quorum.Requirement;
import java.util.List;
import java.util.stream.Collectors;

/** How a client is told that the store will not: in Riak's words where Riak has some. */
public record RefusalAnswer(Refusal why) {

  private static final String RETRY_AFTER = "Retry-After";

  static Answer timedOut() {
    return Answer.text(503, "request timed out\n");
  }

  static Answer quorumExceeds(int replicas) {
    return Answer.text(
        400,
        "Specified w/dw/pw/node_confirms values invalid for bucket n value of " + replicas + "\n");
  }

  /** The answer for a refusal; a retry that is welcome says when. */
  public Answer answer() {
    if (why instanceof Refusal.Unsatisfied unsatisfied) return unsatisfied(unsatisfied);
    if (why instanceof Refusal.TimedOut) return timedOut();
    if (why instanceof Refusal.Overloaded overloaded)
      return Answer.text(503, "overloaded: " + overloaded.what() + "; try again\n")
          .with(RETRY_AFTER, "1");
    if (why instanceof Refusal.NotReady notReady)
      return Answer.text(503, "not ready: " + notReady.why() + "; try again\n")
          .with(RETRY_AFTER, "1");
    if (why instanceof Refusal.RingMoved)
      return Answer.text(503, "the ring has moved on since the request was planned; try again\n")
          .with(RETRY_AFTER, "1");
    if (why instanceof Refusal.QuorumExceedsReplicas exceeds)
      return quorumExceeds(exceeds.replicas());
    if (why instanceof Refusal.TooManySiblings many)
      return Answer.text(
          409,
          "the key has "
              + many.limit()
              + " siblings, and one more is too many; read them, merge them, and write the result"
              + " back with the X-Riak-Vclock of the read\n");
    if (why instanceof Refusal.ObjectTooLarge large)
      return Answer.text(
          413,
          "all siblings of a key together have at most "
              + large.limitBytes()
              + " bytes; read them, merge them, and write the result with its X-Riak-Vclock\n");
    throw new IllegalStateException("a refusal without an answer: " + why);
  }

  private static Answer unsatisfied(Refusal.Unsatisfied unsatisfied) {
    Requirement requirement = unsatisfied.requirement();
    if (requirement == Requirement.W)
      return Answer.text(503, "Too Many write failures to satisfy W/DW\n");
    String name = requirement == Requirement.NODE_CONFIRMS ? "node_confirms" : requirement.name();
    return Answer.text(
        503,
        name
            + "-value unsatisfied: "
            + unsatisfied.got()
            + "/"
            + unsatisfied.required()
            + inWords(unsatisfied.uninformed())
            + "\n");
  }

  /** Who found nothing and did not count; without it the client would wonder who is missing. */
  private static String inWords(List<NodeId> uninformed) {
    if (uninformed.isEmpty()) return "";
    String who = uninformed.stream().map(NodeId::value).collect(Collectors.joining(", "));
    return uninformed.size() == 1
        ? "; " + who + " has lost data and is not caught up yet"
        : "; " + who + " have lost data and are not caught up yet";
  }
}
