/**
 * Conversations of one node with the replicas of a key, and with those that stand in for them:
 * reads and writes (Dynamo §4.5, §4.6, §5).
 *
 * <p>Main types: {@link io.gramme.coordination.ReadRound}, {@link
 * io.gramme.coordination.WriteRound}, {@link io.gramme.coordination.Coordinators}. The rule it
 * keeps: one pure round per request decides, one actor per request acts.
 */
package io.gramme.coordination;
