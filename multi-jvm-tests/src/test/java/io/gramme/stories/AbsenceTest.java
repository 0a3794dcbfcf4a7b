package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a node missed while it was away is brought to it, and nothing is forgotten before. */
class AbsenceTest {

  private static final int HINT_BYTES = 96 * 1024;

  @RegisterExtension
  static final Jvms JVMS =
      Jvms.three(
          "absence",
          "gramme.hints.bytes-limit = " + HINT_BYTES,
          "gramme.tombstones { grace = 2s, settle = 2s, look-every = 1s }");

  private static final int SOME = 60;

  private final StoryNode keeper = JVMS.node(1);
  private final StoryNode other = JVMS.node(2);
  private final StoryNode away = JVMS.node(3);
  private final Replicas replicas = new Replicas(JVMS.all());

  @Test
  void deletesAreForgottenOnlyWhenAllHaveThemAndBringNothingBack() {
    List<Place> places = places("reaped");
    Map<Place, String> contexts = new HashMap<>();
    for (Place place : places) {
      put(keeper, place.with("w", 3), "milk");
      contexts.put(place, keeper.client().get(place).context());
    }
    JVMS.all().forEach(StoryNode::awaitKnowing);
    away.kill();
    JVMS.awaitSettled();
    List<StoryNode> here = List.of(keeper, other);
    for (Place place : places)
      assertThat(keeper.client().delete(place, contexts.get(place)).status()).isEqualTo(204);
    Map<StoryNode, Long> reaped = new HashMap<>();
    for (StoryNode node : here) reaped.put(node, node.figure("gramme_tombstones_reaped"));
    for (StoryNode node : here) awaitHeldBack(node);
    for (StoryNode node : here) {
      assertThat(node.figure("gramme_tombstones_reaped")).isEqualTo(reaped.get(node));
      for (Place place : places) assertThat(isHeld(node, place)).as("%s", place).isTrue();
    }

    JVMS.startAll();
    for (StoryNode node : JVMS.all())
      for (Place place : places)
        Waiting.that(node + " has forgotten " + place.key()).until(() -> !isHeld(node, place));
    for (StoryNode node : JVMS.all()) {
      Waiting.that(node + " has no tombstones").until(() -> node.figure("gramme_tombstones") == 0);
      for (Place place : places) {
        Answer read = node.client().get(place.with("r", 3));
        assertThat(read.status()).as("%s at %s", place, node).isEqualTo(404);
        assertThat(read.header("X-Riak-Deleted")).as("nothing is left of it").isEmpty();
      }
    }
    anOldContextBringsNothingBack(places, contexts);
  }

  /** One who has slept over all of it writes with what he had read: it is his write, no more. */
  private void anOldContextBringsNothingBack(List<Place> places, Map<Place, String> contexts) {
    for (Place place : places) {
      Answer written = other.client().put(place, "late bread", contexts.get(place));
      assertThat(written.isAcknowledged()).as("%s", written).isTrue();
    }
    replicas.awaitEqual(places);
    for (StoryNode node : JVMS.all())
      for (Place place : places)
        assertThat(node.client().get(place).values())
            .as("%s at %s", place, node)
            .containsExactly("late bread");
  }

  @Test
  void hintsOutliveTheirKeeperAndWaitForTheirHome() {
    List<Place> places = places("hinted");
    away.kill();
    JVMS.awaitSettled();
    for (Place place : places) put(keeper, place.with("w", 2), "milk");
    Waiting.that(keeper + " keeps a hint for each").until(() -> hints(keeper) == SOME);

    keeper.kill();
    keeper.start();
    JVMS.awaitSettled();
    Waiting.that(keeper + " remembers its hints").until(() -> hints(keeper) == SOME);

    away.start();
    Waiting.that(keeper + " has found its home").until(() -> keeper.reaches(away));
    away.kill();
    JVMS.startAll();
    keeper.awaitNoHints();
    assertThat(keeper.figure("gramme_hints_delivered"))
        .as("confirmed")
        .isGreaterThanOrEqualTo(SOME);
    replicas.awaitEqual(places);
    for (Place place : places) assertThat(isHeld(away, place)).as("%s", place).isTrue();
  }

  @Test
  void whatDoesNotFitIsOwedAndRepaidByTheRange() {
    List<Place> places = places("owed");
    away.kill();
    JVMS.awaitSettled();
    String value = "x".repeat(4 * 1024);
    for (Place place : places) put(keeper, place.with("w", 2), value);
    Waiting.that(keeper + " keeps some hints and owes the rest")
        .until(() -> hints(keeper) > 0 && keeper.figure("gramme_ranges_owing") > 0);
    assertThat(hints(keeper)).as("hints that found room").isLessThan(SOME);
    assertThat(keeper.figure("gramme_hint_bytes")).isLessThanOrEqualTo(HINT_BYTES);

    JVMS.startAll();
    keeper.awaitNoHints();
    Waiting.that(keeper + " owes nothing").until(() -> keeper.figure("gramme_ranges_owing") == 0);
    replicas.awaitEqual(places);
    for (Place place : places) assertThat(isHeld(away, place)).as("%s", place).isTrue();
  }

  /** Waits until a node has wanted to forget some tombstones and has not, for want of a member. */
  private static void awaitHeldBack(StoryNode node) {
    Waiting.that(node + " holds back")
        .until(
            () -> {
              Map<?, ?> seen =
                  (Map<?, ?>) node.client().object("/admin/anti-entropy").get("tombstones");
              return ((Number) seen.get("rounds_held")).intValue() >= SOME / 3
                  && "member_unreachable".equals(seen.get("last_held"));
            });
  }

  private static List<Place> places(String bucket) {
    return IntStream.range(0, SOME).mapToObj(i -> Place.siblings(bucket, "key-" + i)).toList();
  }

  private static long hints(StoryNode node) {
    return node.figure("gramme_hints");
  }

  private boolean isHeld(StoryNode node, Place place) {
    return Boolean.TRUE.equals(replicas.of(node, place).get("held"));
  }

  private static void put(StoryNode node, Place place, String value) {
    Answer answer = StoreClient.insisting(() -> node.client().put(place, value));
    assertThat(answer.isAcknowledged()).as("%s at %s", answer, node).isTrue();
  }
}
