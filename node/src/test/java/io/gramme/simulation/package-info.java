/**
 * Whole clusters on one thread, in virtual time, from one seed: the product's own decisions, with a
 * network, disks and clocks that fail in every way that a run of the dice can think of.
 *
 * <p>Main types: {@link io.gramme.simulation.ClusterSimulation} (one history, from its seed to its
 * verdict), {@link io.gramme.simulation.Nemesis} (what goes wrong), {@link
 * io.gramme.simulation.Oracle} (what must hold all the same). The rule it keeps: nothing here reads
 * a clock or rolls dice of its own, so one seed is one history, to the letter.
 */
package io.gramme.simulation;
