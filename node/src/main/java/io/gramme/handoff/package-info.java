/**
 * Hinted handoff: what a replica missed while it could not be reached is kept for it elsewhere and
 * brought to it when it is back (Dynamo §4.6).
 *
 * <p>Main type: {@link io.gramme.handoff.HintProtocol}. The rule it keeps: a hint is never dropped;
 * it leaves once a replica at home in its partition has confirmed it, or, if it cannot be read,
 * once it is on the disk that its home is owed the partition.
 */
package io.gramme.handoff;
