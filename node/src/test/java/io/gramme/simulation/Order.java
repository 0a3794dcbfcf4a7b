package io.gramme.simulation;

import io.gramme.causality.Events;
import io.gramme.coordination.WritePlan;

/**
 * A write on its way.
 *
 * @param seen what its writer has truly seen, which no node is told
 */
record Order(Item item, WritePlan plan, Events seen) {}
