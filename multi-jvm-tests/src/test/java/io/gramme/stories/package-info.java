/**
 * What users are promised, told on real processes with real disks.
 *
 * <p>Main types: {@link io.gramme.stories.Jvms}, the cluster of a story; {@link
 * io.gramme.stories.Network}, what is between its nodes; {@link io.gramme.stories.Shop}, the
 * clients on every side and what they are owed. The rule it keeps: nothing is done to a node but
 * what a machine or a network could do, and nothing is asked of it but what any client could ask,
 * and at the end what its own disk holds.
 */
package io.gramme.stories;
