package io.gramme.service;

import io.gramme.membership.Candidate;
import io.gramme.membership.RingProtocol;
import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes the first ring: meets everybody, has the keeper found it, and hands it to the others.
 *
 * @param self the node that does so
 * @param partitions of the ring
 * @param replicas of the ring
 * @param keeper of this node's ring
 * @param contact to the others
 */
record Founder(NodeId self, int partitions, int replicas, KeeperDoor keeper, NodeContact contact) {

  CompletionStage<Verdict> found(List<Endpoint> members) {
    List<CompletionStage<Founding.Met>> met = new ArrayList<>();
    for (Endpoint each : members) met.add(meet(each));
    return all(met).thenCompose(everybody -> found(Founding.of(self, everybody)));
  }

  /** Who answers at an address. */
  CompletionStage<Founding.Met> meet(Endpoint at) {
    return contact.meet(at).thenApply(answer -> new Founding.Met(at, answer));
  }

  private CompletionStage<Verdict> found(Founding founding) {
    if (!founding.objections().isEmpty())
      return CompletableFuture.completedStage(new Verdict.Refused(founding.objections()));
    List<Candidate> candidates = founding.candidates();
    return keeper
        .ask(replyTo -> new RingProtocol.Found(candidates, partitions, replicas, replyTo))
        .thenCompose(
            said ->
                said.outcome().filter(RingProtocol.InForce.class::isInstance).isPresent()
                    ? handOut(candidates)
                    : CompletableFuture.completedStage(said.verdict(other -> new TreeMap<>())));
  }

  /** The others would hear of it by gossip too, but an operator wants to see it done. */
  private CompletionStage<Verdict> handOut(List<Candidate> candidates) {
    List<Candidate> others = candidates.stream().filter(each -> !each.id().equals(self)).toList();
    return keeper
        .ask(RingProtocol.GetCharter::new)
        .thenCompose(
            said -> {
              Optional<byte[]> charter =
                  said.outcome()
                      .filter(RingProtocol.Chartered.class::isInstance)
                      .map(outcome -> ((RingProtocol.Chartered) outcome).charter());
              List<CompletionStage<Boolean>> taken = new ArrayList<>();
              for (Candidate each : others) taken.add(handTo(each, charter));
              return all(taken);
            })
        .thenApply(taken -> new Verdict.Done(founded(others, taken)));
  }

  private CompletionStage<Boolean> handTo(Candidate node, Optional<byte[]> charter) {
    return charter
        .map(bytes -> contact.deliver(new Endpoint(node.http()), bytes))
        .orElseGet(() -> CompletableFuture.completedStage(false));
  }

  private static SortedMap<String, Object> founded(List<Candidate> others, List<Boolean> taken) {
    List<String> late = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) if (!taken.get(i)) late.add(others.get(i).id().value());
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("not_told_yet", late);
    tree.put(
        "done",
        "a ring of "
            + (others.size() + 1)
            + " nodes is founded"
            + (late.isEmpty() ? "" : "; " + String.join(", ", late) + " will hear of it soon"));
    return tree;
  }

  private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
    CompletionStage<List<T>> all = CompletableFuture.completedStage(List.of());
    for (CompletionStage<T> each : stages) {
      all =
          all.thenCombine(
              each,
              (some, one) -> {
                List<T> more = new ArrayList<>(some);
                more.add(one);
                return more;
              });
    }
    return all;
  }
}
