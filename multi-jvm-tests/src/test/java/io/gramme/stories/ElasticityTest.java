package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
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
          "gramme.transfers.slice-bytes = 8 KiB",
          "gramme.admission.floor = 25",
          "gramme.admission.ceiling = 25");

  private static final int SOME = 300;

  @Test
  void threeBecomeFiveAndFourAndWhoReadsSeesWhatHeWouldHaveSeen() {
    StoryNode leaving = JVMS.node(2);
    StoryNode receiver = JVMS.node(4);
    StoryNode other = JVMS.node(5);
    Operator operator = new Operator(JVMS.node(1));
    try (Registers registers = Registers.begin("elastic", JVMS.all())) {
      registers.awaitMore(3 * SOME);
      startToJoin(operator, receiver, other);
      operator.commit();
      JVMS.joined(receiver);
      JVMS.joined(other);
      awaitMember(receiver, registers);
      awaitMember(other, registers);
      registers.ask(JVMS.all());
      registers.awaitMore(SOME);

      Operator.resume(receiver);
      awaitSender(receiver, registers);
      crash(receiver, other, registers);

      Operator.resume(other);
      crash(awaitSender(other, registers), other, registers);
      awaitSettled(operator, registers);
      registers.awaitMore(SOME);

      operator.stageLeave(leaving);
      operator.commit();
      awaitSettled(operator, registers);
      JVMS.left(leaving);
      registers.ask(JVMS.all());
      registers.awaitMore(SOME);
      assertThat(leaving.stop()).as("exit code of %s", leaving).isZero();
      JVMS.awaitSettled();
      registers.awaitMore(SOME);
      registers.closeAndCheck(JVMS);
      assertBalanced(operator.ring());
    }
  }

  private static void startToJoin(Operator operator, StoryNode... newcomers) {
    for (StoryNode newcomer : newcomers) newcomer.start();
    for (StoryNode newcomer : newcomers) {
      operator.stageJoin(newcomer);
      Operator.pause(newcomer);
    }
  }

  private static void awaitMember(StoryNode node, Registers registers) {
    node.awaitServing();
    assertThat(registers.isStrict(node)).as("%s knows the registers' bucket", node).isTrue();
  }

  /** Waits until a node has a part of a partition, and says from whom it has it. */
  private static StoryNode awaitSender(StoryNode gaining, Registers registers) {
    AtomicReference<Object> sender = new AtomicReference<>();
    registers.awaitContent(
        gaining + " fetches",
        () -> {
          Operator.transfers(gaining).stream()
              .filter(each -> each.get("stage").equals("fetching"))
              .filter(each -> ((Number) each.get("keys")).intValue() > 0)
              .forEach(each -> sender.set(each.get("from")));
          return sender.get() != null;
        });
    return JVMS.all().stream()
        .filter(node -> node.id().equals(sender.get()))
        .findFirst()
        .orElseThrow();
  }

  /** Kills a node while partitions move, and starts it again some time later. */
  private static void crash(StoryNode node, StoryNode witness, Registers registers) {
    node.kill();
    assertThat(new Operator(witness).isSettled()).as("nothing moves when %s dies", node).isFalse();
    registers.awaitMore(SOME);
    node.start();
    JVMS.awaitSettled();
    registers.awaitMore(SOME);
  }

  private static void awaitSettled(Operator operator, Registers registers) {
    registers.awaitContent("nothing moves any more", operator::isSettled);
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
