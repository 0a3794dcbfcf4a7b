/**
 * Hash trees: how two replicas find the keys in which they differ without showing each other all of
 * them (Dynamo §4.7, Merkle 1987).
 *
 * <p>Main types: {@link io.gramme.merkle.HashTree}, {@link io.gramme.merkle.TreeShape}, {@link
 * io.gramme.merkle.EntryDigest}. The rule it keeps: a tree depends on what a replica holds and on
 * nothing else, neither on the order in which it came nor on how often it was written.
 */
package io.gramme.merkle;
