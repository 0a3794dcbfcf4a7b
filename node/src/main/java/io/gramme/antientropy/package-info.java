/**
 * What makes all replicas of a partition equal in the end, whatever else was missed: comparing them
 * with each other by their hash trees (Dynamo §4.7), forgetting tombstones that all of them are
 * proven to hold, and reading every record from time to time.
 *
 * <p>Main types: {@link io.gramme.antientropy.ComparisonRound} (one session between two replicas),
 * {@link io.gramme.antientropy.Calendar} (which pair is compared when), {@link
 * io.gramme.antientropy.ReapRound}, {@link io.gramme.antientropy.AntiEntropy} (the actor). The rule
 * it keeps: a replica is said to know its partition, and a tombstone is forgotten, only on what
 * every other primary has answered.
 */
package io.gramme.antientropy;
