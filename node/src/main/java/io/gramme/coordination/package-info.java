/**
 * Conversations of one node with the replicas of a key: reads and writes (Dynamo §4.5, §5).
 *
 * <p>The rule it keeps: one pure round per request decides, one actor per request acts.
 */
package io.gramme.coordination;
