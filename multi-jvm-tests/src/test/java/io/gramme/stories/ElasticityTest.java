package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A ring grows and shrinks under load, whoever crashes meanwhile, and no client can tell. */
class ElasticityTest {

  /**
   * Few partitions in many slices: so that a crash in the middle of a transfer is in its middle.
   */
  @RegisterExtension
  static final Jvms JVMS =
      Jvms.growing(
          "elastic",
          5,
          "gramme.ring.partitions = 16",
          "gramme.transfers.slice-bytes = 2 KiB",
          "gramme.transfers.backoff = 200ms");

  private static final int SOME = 300;

  @Test
  void threeBecomeFiveAndFourAndWhoReadsSeesWhatHeWouldHaveSeen() {
    StoryNode sender = JVMS.node(2);
    StoryNode receiver = JVMS.node(4);
    StoryNode other = JVMS.node(5);
    Operator operator = new Operator(JVMS.node(1));
    try (Registers registers = Registers.begin("elastic", JVMS.all())) {
      registers.awaitMore(3 * SOME);
      startToJoin(operator, receiver, other);
      operator.commit();
      JVMS.joined(receiver);
      JVMS.joined(other);
      awaitGaining(receiver);
      awaitGaining(other);
      awaitMember(receiver, registers);
      awaitMember(other, registers);
      registers.ask(JVMS.all());
      registers.awaitMore(SOME);

      Operator.resume(receiver);
      crashAmidst(operator, receiver, receiver);
      registers.awaitMore(SOME);
      restart(receiver);

      Operator.resume(other);
      crashAmidst(operator, sender, other);
      registers.awaitMore(SOME);
      restart(sender);
      awaitSettled(operator, registers);
      registers.awaitMore(SOME);

      operator.stageLeave(sender);
      operator.commit();
      awaitSettled(operator, registers);
      JVMS.left(sender);
      registers.ask(JVMS.all());
      registers.awaitMore(SOME);
      assertThat(sender.stop()).as("exit code of %s", sender).isZero();
      JVMS.awaitSettled();
      registers.awaitMore(SOME);
      closeAndCheck(registers, operator);
    }
  }

  private static void startToJoin(Operator operator, StoryNode... newcomers) {
    for (StoryNode newcomer : newcomers) newcomer.start();
    for (StoryNode newcomer : newcomers) {
      operator.stageJoin(newcomer);
      Operator.pause(newcomer);
    }
  }

  private static void awaitGaining(StoryNode node) {
    Waiting.that(node + " knows what it gains").until(() -> !Operator.transfers(node).isEmpty());
  }

  private static void awaitMember(StoryNode node, Registers registers) {
    node.awaitServing();
    assertThat(registers.isStrict(node)).as("%s knows the registers' bucket", node).isTrue();
  }

  /** Kills a node when another has fetched something and lacks something. */
  private static void crashAmidst(Operator operator, StoryNode victim, StoryNode gaining) {
    Waiting.that(gaining + " fetches from " + victim)
        .until(
            () ->
                Operator.transfers(gaining).stream()
                    .anyMatch(
                        each ->
                            each.get("stage").equals("fetching")
                                && (victim == gaining || each.get("from").equals(victim.id()))));
    victim.kill();
    assertThat(operator.isSettled()).as("partitions move when %s dies", victim).isFalse();
  }

  private static void restart(StoryNode node) {
    node.start();
    node.awaitServing();
  }

  private static void awaitSettled(Operator operator, Registers registers) {
    Waiting.that("nothing moves any more, or somebody complains")
        .until(() -> operator.isSettled() || !registers.complaints().isEmpty());
    assertThat(registers.complaints()).isEmpty();
  }

  private static void closeAndCheck(Registers registers, Operator operator) {
    registers.close();
    System.out.println(registers.report());
    assertThat(registers.complaints()).isEmpty();
    Replicas replicas = new Replicas(JVMS.all());
    List<Place> places = registers.places();
    replicas.awaitEqual(places);
    replicas.awaitNoneElsewhere(places);
    for (StoryNode node : JVMS.all())
      assertThat(registers.missingFor(node.client())).as("missing at %s", node).isEmpty();
    assertBalanced(operator.ring());
  }

  private static void assertBalanced(Map<String, Object> ring) {
    List<?> nodes = (List<?>) ring.get("nodes");
    Set<String> members = JVMS.all().stream().map(StoryNode::id).collect(Collectors.toSet());
    assertThat(nodes).hasSize(members.size());
    for (Object each : nodes) {
      Map<?, ?> node = (Map<?, ?>) each;
      assertThat(members).contains((String) node.get("id"));
      double off =
          ((Number) node.get("partitions")).doubleValue()
              - ((Number) node.get("ideal")).doubleValue();
      assertThat(off).as("%s", node).isBetween(-1.0, 1.0);
    }
  }
}
