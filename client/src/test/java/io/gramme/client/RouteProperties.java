package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RouteProperties {

  private static final List<Endpoint> NODES =
      IntStream.range(1, 9).mapToObj(i -> new Endpoint("n" + i + ":80")).toList();

  @Property
  void everybodyOnceAndPrimariesFirst(
      @ForAll @IntRange(max = 6) int keepers,
      @ForAll @IntRange(min = 1, max = 5) int replicas,
      @ForAll @IntRange(max = 1_000_000) int turn) {
    Route route =
        Route.of(NODES.subList(0, keepers), replicas, NODES.subList(5, 8), turn, Set.of());
    Set<Endpoint> expected = new HashSet<>(NODES.subList(0, keepers));
    expected.addAll(NODES.subList(5, 8));
    assertThat(route.nodes()).doesNotHaveDuplicates().hasSameElementsAs(expected);
    int primaries = Math.min(keepers, replicas);
    assertThat(route.nodes().subList(0, primaries)).hasSameElementsAs(NODES.subList(0, primaries));
    assertThat(route.nodes().subList(primaries, keepers))
        .isEqualTo(NODES.subList(primaries, keepers));
  }

  @Property
  void whoeverFailedLatelyComesLastAndIsNotForgotten(
      @ForAll Set<@IntRange(max = 7) Integer> failed, @ForAll @IntRange(max = 1_000_000) int turn) {
    Set<Endpoint> suspects = new HashSet<>();
    failed.forEach(i -> suspects.add(NODES.get(i)));
    Route route = Route.of(NODES.subList(0, 5), 3, NODES.subList(3, 8), turn, suspects);
    assertThat(route.nodes()).hasSameElementsAs(NODES);
    assertThat(route.nodes().subList(8 - suspects.size(), 8)).hasSameElementsAs(suspects);
  }

  @Property
  void everyPrimaryIsFirstSometimes(@ForAll @IntRange(min = 1, max = 5) int replicas) {
    Set<Endpoint> firsts = new HashSet<>();
    for (int turn = 0; turn < replicas; turn++)
      firsts.add(Route.of(NODES, replicas, NODES, turn, Set.of()).at(0));
    assertThat(firsts).hasSameElementsAs(NODES.subList(0, replicas));
  }
}
