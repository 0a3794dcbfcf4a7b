package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What the nodes themselves hold, each by its own replica, whatever a quorum would answer.
 *
 * @param nodes all of the ring
 */
record Replicas(List<StoryNode> nodes) {

  private static final int PRIMARIES = 3;

  Replicas {
    nodes = List.copyOf(nodes);
  }

  /** Waits until every primary of each key holds the same bytes; nothing is read to that end. */
  void awaitEqual(Collection<Place> places) {
    Set<Place> unequal = new HashSet<>(places);
    try {
      Waiting.that("the replicas of " + places.size() + " keys are equal")
          .until(
              () -> {
                unequal.removeAll(equal(unequal));
                return unequal.isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          unequal.size()
              + " of "
              + places.size()
              + " keys differ, for example "
              + unequal.stream().limit(2).map(this::described).toList(),
          e);
    }
  }

  /** Waits until nobody holds a key any more of which it is no primary. */
  void awaitNoneElsewhere(Collection<Place> places) {
    Set<Place> scattered = new HashSet<>(places);
    Waiting.that("old copies of " + places.size() + " keys are gone")
        .untilAsserted(
            () -> {
              scattered.removeAll(gathered(scattered));
              assertThat(scattered.stream().limit(2).map(this::strangers)).isEmpty();
            });
  }

  private Set<Place> gathered(Set<Place> places) {
    if (nodes.size() <= PRIMARIES) return Set.copyOf(places);
    return places.parallelStream()
        .filter(place -> strangers(place).isEmpty())
        .collect(Collectors.toSet());
  }

  /** Who holds a key and is no primary, in words. */
  private List<String> strangers(Place place) {
    List<StoryNode> inOrder = inOrder(place);
    return inOrder.subList(PRIMARIES, inOrder.size()).stream()
        .filter(node -> !Boolean.FALSE.equals(of(node, place).get("held")))
        .map(node -> place.key() + " at " + node + ": " + of(node, place))
        .toList();
  }

  private Set<Place> equal(Set<Place> places) {
    return places.parallelStream()
        .filter(place -> digests(place).size() == 1)
        .collect(Collectors.toSet());
  }

  /** The different things that the primaries of a key hold; one if they agree. */
  Set<Object> digests(Place place) {
    Set<Object> digests = new HashSet<>();
    for (StoryNode node : primaries(place)) {
      Map<String, Object> replica = of(node, place);
      digests.add(replica.getOrDefault("digest", node + " refused: " + replica));
    }
    return digests;
  }

  /** What a node's own replica holds. */
  Map<String, Object> of(StoryNode node, Place place) {
    return node.client().object(place.replicaPath());
  }

  /** Those that are asked first for a key. */
  List<StoryNode> primaries(Place place) {
    return inOrder(place).subList(0, PRIMARIES);
  }

  /** All nodes, in the order in which they are asked for a key. */
  List<StoryNode> inOrder(Place place) {
    StoryNode any = nodes.stream().filter(StoryNode::isServing).findFirst().orElseThrow();
    List<?> preference = (List<?>) of(any, place).get("preference");
    return preference.stream().map(this::named).toList();
  }

  private StoryNode named(Object id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  private String described(Place place) {
    StringBuilder all = new StringBuilder(place.path());
    for (StoryNode node : primaries(place))
      all.append(' ').append(node.id()).append('=').append(of(node, place));
    return all.toString();
  }
}
