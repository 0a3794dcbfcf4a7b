package io.gramme.handoff;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is lost, doubled, late or refused, no hint is; see {@link DeliverySimulation}. */
class DeliveryRoundProperties {

  /**
   * At every step: the window is never exceeded, nothing goes that a replica has not confirmed just
   * as it is, and nothing goes to another than its home for age without the home being owed it.
   */
  @Property(tries = 300)
  void everyHintIsDeliveredOnceFaultsStopAndNoneIsLostOnTheWay(
      @ForAll long seed, @ForAll @IntRange(max = 400) int disturbances) {
    DeliverySimulation simulation = new DeliverySimulation(seed);
    for (int i = 0; i < disturbances; i++) simulation.disturb();
    simulation.settle();
    simulation.checkNothingIsLost();
  }
}
