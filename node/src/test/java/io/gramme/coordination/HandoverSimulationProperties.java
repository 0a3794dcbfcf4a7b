package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.coordination.HandoverSimulation.Fault;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads and writes in a {@link HandoverSimulation}, wherever its nodes think it has come. */
class HandoverSimulationProperties {

  private static final int ENOUGH = 600;

  /**
   * With R+W&gt;N: neither an older value nor a "not found" in its place. And the hand-over ends,
   * and reads by the new ring are answered.
   */
  @Property(tries = 500)
  void aReadSeesWhatWasWrittenBeforeItWhateverStageItsCoordinatorIsAt(@ForAll long seed) {
    HandoverSimulation world = new HandoverSimulation(seed, Fault.NONE).live();
    assertThat(world.stale).isEmpty();
    assertThat(world.isSettledEverywhere()).isTrue();
    assertThat(world.reads.get(world.reads.size() - 1).outcome)
        .hasValueSatisfying(last -> assertThat(last).isNotInstanceOf(ReadOutcome.Refused.class));
  }

  /** Else the claims above would say little. */
  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void noStepOfTheHandoverCanBeLeftOut(Fault fault) {
    assertThat(LongStream.range(0, ENOUGH).boxed())
        .anyMatch(seed -> !new HandoverSimulation(seed, fault).live().stale.isEmpty());
  }

  /**
   * Nor if stale coordinators were never turned away, or nothing was written and read meanwhile.
   */
  @Example
  void requestsOfAllStagesReallyMeet() {
    int written = 0;
    int found = 0;
    int writesMoved = 0;
    int readsMoved = 0;
    for (long seed = 0; seed < 200; seed++) {
      HandoverSimulation world = new HandoverSimulation(seed, Fault.NONE).live();
      written += world.acknowledged.size();
      for (MovingRead read : world.reads) {
        if (read.outcome.filter(ReadOutcome.Found.class::isInstance).isPresent()) found++;
        if (read.outcome.filter(MOVED_READ::equals).isPresent()) readsMoved++;
      }
      for (MovingWrite write : world.writes) {
        if (write.outcome.filter(MOVED_WRITE::equals).isPresent()) writesMoved++;
      }
    }
    assertThat(written).isGreaterThan(500);
    assertThat(found).isGreaterThan(500);
    assertThat(writesMoved).isGreaterThan(20);
    assertThat(readsMoved).isGreaterThan(20);
  }

  private static final ReadOutcome MOVED_READ = new ReadOutcome.Refused(new Refusal.RingMoved());
  private static final WriteOutcome MOVED_WRITE = new WriteOutcome.Refused(new Refusal.RingMoved());
}
