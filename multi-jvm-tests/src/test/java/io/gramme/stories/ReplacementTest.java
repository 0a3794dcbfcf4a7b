package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A new node takes the place of a dead one, then all are restarted in turn; clients go on. */
@EnabledIfSystemProperty(named = "gramme.stories", matches = "long")
class ReplacementTest {

  @RegisterExtension
  static final Jvms JVMS = Jvms.growing("replaced", 4, "gramme.ring.partitions = 16");

  private static final int SOME = 300;

  @Test
  void aDeadNodeIsReplacedAndEverybodyIsRestartedAndWhoReadsSeesWhatHeWouldHaveSeen() {
    StoryNode dead = JVMS.node(3);
    StoryNode successor = JVMS.node(4);
    Operator operator = new Operator(JVMS.node(1));
    try (Registers registers = Registers.begin("replaced", JVMS.all())) {
      registers.awaitMore(SOME);
      dead.kill();
      JVMS.left(dead);
      registers.awaitMore(SOME);
      successor.start();
      operator.stageReplacement(dead, successor);
      operator.commit();
      JVMS.joined(successor);
      JVMS.awaitSettled();
      registers.ask(JVMS.all());
      registers.awaitContent("nothing moves any more", operator::isSettled);
      registers.awaitMore(SOME);

      for (StoryNode node : JVMS.all()) {
        assertThat(node.stop()).as("exit code of %s", node).isZero();
        registers.awaitMore(SOME);
        node.start();
        JVMS.awaitSettled();
        registers.awaitMore(SOME);
      }
      registers.closeAndCheck(JVMS);
    }
  }
}
