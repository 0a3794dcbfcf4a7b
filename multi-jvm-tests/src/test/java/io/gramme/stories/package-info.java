/**
 * What users are promised, told on real processes with real disks.
 *
 * <p>Main types: {@link io.gramme.stories.Jvms}, the cluster of a story; {@link
 * io.gramme.stories.StoreClient}, what its client sees; {@link io.gramme.stories.History}, what was
 * acknowledged. The rule it keeps: nothing is asked of a node but what any client could ask, and
 * nothing is done to it but what a machine could do.
 */
package io.gramme.stories;
