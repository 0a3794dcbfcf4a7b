/**
 * Which nodes keep which keys: the paper's partitioning, strategy 3 of Dynamo §6.2.
 *
 * <p>A key falls into one of Q equal partitions ({@link io.gramme.ring.Partitions}); a {@link
 * io.gramme.ring.RingVersion} says who owns each of them; a {@link io.gramme.ring.Ring} answers who
 * keeps a key's replicas under one version; a {@link io.gramme.ring.Claim} deals partitions to
 * members, moving as few as it can; a {@link io.gramme.ring.RingHistory} is the versions that a
 * node has adopted.
 *
 * <p>A version also says where partitions come from ({@link io.gramme.ring.Origins}); {@link
 * io.gramme.ring.Progress} is how far they have come, and from both a ring tells at which {@link
 * io.gramme.ring.Stage} each partition is. A {@link io.gramme.ring.Plan} is what staged {@link
 * io.gramme.ring.Change}s would come to, and what speaks against it.
 *
 * <p>The rule it keeps: everything is decided from arguments alone, so nodes that were told the
 * same compute the same, to the byte.
 */
package io.gramme.ring;
