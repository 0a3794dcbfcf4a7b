/**
 * The partitioning strategies of the Dynamo paper (§6.2) side by side, as pure functions: {@link
 * io.gramme.bench.ringlab.RingLab} deals rings, weighs them, and holds the result against the
 * values of the paper's figures.
 *
 * <p>A {@link io.gramme.bench.ringlab.Strategy} deals a {@link io.gramme.bench.ringlab.Layout}; all
 * questions are asked of layouts, so that no strategy is measured in a way of its own. Everything
 * here follows from its arguments and a seed: the same seed prints the same numbers.
 */
package io.gramme.bench.ringlab;
