package io.gramme.simulation;

/** Mistakes that the simulation must find when one is made on purpose: proofs that it looks. */
enum PlantedFault {
  NONE,
  ACKNOWLEDGE_BEFORE_STORING,
  REUSE_DOT_AFTER_LOST_TAIL,
  REPAIR_DROPS_A_SIBLING,
}
