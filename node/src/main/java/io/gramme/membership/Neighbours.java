package io.gramme.membership;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The nodes that this one looks for, and what it has learned of each. Who is not looked for is not
 * listened to, and who speaks another wire format is heard and left out.
 *
 * @param frontEnds whom to look for, and where
 * @param sightings where the actors of each were last known to live
 * @param heard what each last said of itself
 */
record Neighbours(FrontEnds frontEnds, Sightings sightings, SortedMap<NodeId, ProbeAnswer> heard) {

  static final Neighbours NONE =
      new Neighbours(FrontEnds.NONE, Sightings.NONE, Collections.emptySortedMap());

  private static final int MOST_PROBES_AT_ONCE = 8;

  Neighbours {
    heard = Collections.unmodifiableSortedMap(new TreeMap<>(heard));
  }

  /** Others are to be looked for from now on; what is known of the rest is forgotten. */
  Neighbours following(FrontEnds changed) {
    Predicate<NodeId> isLookedFor = id -> changed.of(id).isPresent();
    SortedMap<NodeId, ProbeAnswer> known = new TreeMap<>(heard);
    known.keySet().removeIf(isLookedFor.negate());
    return new Neighbours(changed, sightings.only(isLookedFor), known);
  }

  /** A node has answered a probe. */
  Neighbours answered(ProbeAnswer answer, long nowMillis) {
    NodeId peer = answer.id();
    if (frontEnds.of(peer).isEmpty()) return this;
    SortedMap<NodeId, ProbeAnswer> known = new TreeMap<>(heard);
    known.put(peer, answer);
    Sightings seen =
        answer.formats().refusal(peer).isPresent()
            ? sightings.only(id -> !id.equals(peer))
            : sightings.answered(answer, nowMillis);
    return new Neighbours(frontEnds, seen, known);
  }

  /** The cluster shows a start of a node. */
  Neighbours shown(Incarnation shown, String address) {
    if (frontEnds.of(shown.id()).isEmpty() || isRefused(shown.id())) return this;
    return new Neighbours(
        frontEnds, sightings.shown(shown.id(), address, shown.startCount()), heard);
  }

  private boolean isRefused(NodeId id) {
    return heard.containsKey(id) && heard.get(id).formats().refusal(id).isPresent();
  }

  /** Of these answers those of nodes that take part in the ring and speak our language. */
  List<ProbeAnswer> ofTheRing(List<ProbeAnswer> answers) {
    return answers.stream()
        .filter(answer -> frontEnds.participants().containsKey(answer.id()))
        .filter(answer -> answer.formats().refusal(answer.id()).isEmpty())
        .toList();
  }

  /** What is new in what {@code later} has heard, in words, for those whom it leaves out. */
  List<String> newRefusals(Neighbours later) {
    return later.heard.values().stream()
        .filter(answer -> !answer.equals(heard.get(answer.id())))
        .map(answer -> answer.formats().refusal(answer.id()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** How many members the cluster's bootstrap has to reckon with: 0 while it must keep still. */
  int ringSize() {
    return frontEnds.mayJoin() ? frontEnds.members() : 0;
  }

  /**
   * Where to probe next: everywhere in a small ring; in a large one at a few places in turn, once
   * there is a cluster.
   *
   * @param turn how many rounds went before
   */
  List<String> toProbe(int turn, boolean isInCluster) {
    SortedMap<NodeId, String> places = new TreeMap<>(frontEnds.guests());
    places.putAll(frontEnds.participants());
    List<String> all = List.copyOf(places.values());
    if (all.size() <= MOST_PROBES_AT_ONCE || !isInCluster) return all;
    List<String> some = new ArrayList<>();
    for (int i = 0; i < MOST_PROBES_AT_ONCE; i++) {
      some.add(all.get(Math.floorMod(turn * MOST_PROBES_AT_ONCE + i, all.size())));
    }
    return some;
  }
}
