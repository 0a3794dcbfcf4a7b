package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.antientropy.Calendar.Begin;
import io.gramme.antientropy.Outcome.Ending;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Calendars under any weather. */
class CalendarProperties {

  private static final long SECOND = 1_000;
  private static final long EVERY = 600 * SECOND;
  private static final Calendar.Pace PACE =
      new Calendar.Pace(Duration.ofMillis(EVERY), 3, Duration.ofSeconds(1));
  private static final Ring RING = CalendarTest.ring(3, "ann", "bob", "cat", "dan");
  private static final NodeId ANN = new NodeId("ann");

  /** What a session began after, to see whether a doubt may be dispelled. */
  private record Held(Pair pair, long begun) {}

  @Property(tries = 200)
  void neverTooManySessionsNeverTwoOfAPairAndNoDoubtIsDispelledUnheard(@ForAll long seed) {
    Random random = new Random(seed);
    Calendar calendar = new Calendar(ANN, PACE);
    calendar.onRing(RING, 0, random);
    List<Held> running = new ArrayList<>();
    Map<Pair, Long> compared = new HashMap<>();
    Map<Integer, Long> doubted = new HashMap<>();
    for (long step = 1; step <= 400; step++) {
      long now = step * SECOND;
      if (random.nextInt(20) == 0) calendar.onPeers(somePeers(random));
      if (random.nextInt(20) == 0) doubted.put(random.nextInt(8), step);
      for (int partition : doubted.keySet()) {
        int count = doubted.get(partition).intValue();
        if (!calendar.onDoubt(partition, count)) continue;
        assertThat(RING.isPrimary(ANN, partition, 3)).isTrue();
        for (NodeId peer : RING.preferenceList(partition).subList(0, 3)) {
          if (peer.equals(ANN)) continue;
          assertThat(compared.getOrDefault(new Pair(partition, peer), 0L))
              .isGreaterThanOrEqualTo(doubted.get(partition));
        }
      }
      for (Begin begin : calendar.begin(now)) running.add(new Held(begin.pair(), step));
      assertThat(running.size()).isLessThanOrEqualTo(PACE.sessionsLimit());
      assertThat(running.stream().map(Held::pair).distinct().count()).isEqualTo(running.size());
      if (!running.isEmpty() && random.nextBoolean()) {
        Held held = running.remove(random.nextInt(running.size()));
        Ending ending = Ending.values()[1 + random.nextInt(Ending.values().length - 1)];
        if (ending == Ending.COMPLETE) compared.put(held.pair(), held.begun());
        calendar.onEnded(held.pair(), CalendarTest.outcome(ending, 0), now, random);
      }
    }
  }

  /** In quiet times each pair is compared by one of the two alone, about as often as is said. */
  @Property(tries = 30)
  void everyPairHasItsTurnAndOnlyOneOfTheTwoBegins(@ForAll long seed) {
    Random random = new Random(seed);
    Map<NodeId, Calendar> calendars = new HashMap<>();
    for (String name : List.of("ann", "bob", "cat", "dan")) {
      NodeId node = new NodeId(name);
      Calendar calendar = new Calendar(node, PACE);
      calendar.onRing(RING, 0, random);
      calendar.onPeers(others(node));
      calendars.put(node, calendar);
    }
    Map<Set<Object>, Long> last = new HashMap<>();
    Map<Set<Object>, NodeId> beginner = new HashMap<>();
    for (long now = 0; now < 5 * EVERY; now += SECOND) {
      for (Map.Entry<NodeId, Calendar> each : calendars.entrySet()) {
        for (Begin begin : each.getValue().begin(now)) {
          Set<Object> pair = Set.of(begin.pair().partition(), each.getKey(), begin.pair().peer());
          assertThat(beginner.computeIfAbsent(pair, first -> each.getKey()))
              .isEqualTo(each.getKey());
          assertThat(now - last.getOrDefault(pair, 0L)).isLessThan(EVERY * 5 / 4 + 60 * SECOND);
          last.put(pair, now);
          each.getValue()
              .onEnded(begin.pair(), CalendarTest.outcome(Ending.COMPLETE, 0), now, random);
        }
      }
    }
    assertThat(last).hasSize(8 * 3);
  }

  private static Set<NodeId> others(NodeId node) {
    Set<NodeId> others = new HashSet<>(RING.preferenceList(0));
    others.remove(node);
    return others;
  }

  private static Set<NodeId> somePeers(Random random) {
    Set<NodeId> some = others(ANN);
    some.removeIf(peer -> random.nextInt(3) == 0);
    return some;
  }
}
