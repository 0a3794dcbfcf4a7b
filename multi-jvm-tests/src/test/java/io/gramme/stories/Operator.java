package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/**
 * Who changes the ring: through one node, as from a command line.
 *
 * @param desk the node that is asked
 */
record Operator(StoryNode desk) {

  private static final int DONE = 200;

  /** Stages that a node without a ring joins. */
  void stageJoin(StoryNode newcomer) {
    stage("{\"change\":\"join\",\"by\":\"" + newcomer.client().address() + "\"}");
  }

  /** Stages that a member goes after it has handed over what it keeps. */
  void stageLeave(StoryNode member) {
    stage("{\"change\":\"leave\",\"node\":\"" + member.id() + "\"}");
  }

  /** Stages that a node without a ring takes a member's place. */
  void stageReplacement(StoryNode member, StoryNode by) {
    stage(
        "{\"change\":\"replace\",\"node\":\""
            + member.id()
            + "\",\"by\":\""
            + by.client().address()
            + "\"}");
  }

  private void stage(String change) {
    Waiting.that(desk + " stages " + change)
        .untilAsserted(
            () -> {
              Answer answer = desk.client().order("/admin/ring/changes", change);
              assertThat(answer.status()).as("%s", answer).isEqualTo(DONE);
            });
  }

  /** Makes what is staged the ring, as soon as nothing speaks against it. */
  void commit() {
    Waiting.that(desk + " commits")
        .untilAsserted(
            () -> {
              Map<String, Object> plan = desk.client().object("/admin/ring/plan");
              assertThat(plan.get("refusals")).isEqualTo(List.of());
              String order = "{\"plan\":\"" + plan.get("plan") + "\",\"force\":false}";
              Answer answer = desk.client().order("/admin/ring/commit", order);
              assertThat(answer.status()).as("%s", answer).isEqualTo(DONE);
            });
  }

  /** The ring that is in force at the desk. */
  Map<String, Object> ring() {
    return desk.client().object("/admin/ring");
  }

  /** Whether nothing moves any more, in the desk's opinion. */
  boolean isSettled() {
    return Boolean.TRUE.equals(ring().get("settled"));
  }

  /** Holds up what moves to a node. */
  static void pause(StoryNode gaining) {
    order(gaining, "pause");
  }

  /** Lets it go on. */
  static void resume(StoryNode gaining) {
    order(gaining, "resume");
  }

  private static void order(StoryNode gaining, String order) {
    Answer answer = gaining.client().order("/admin/transfers/" + order, "{}");
    assertThat(answer.status()).as("%s", answer).isEqualTo(DONE);
  }

  /** The partitions that move to a node, as it says itself. */
  static List<Map<?, ?>> transfers(StoryNode gaining) {
    List<?> all = (List<?>) gaining.client().object("/admin/transfers").get("transfers");
    return all.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
  }
}
