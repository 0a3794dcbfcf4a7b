/**
 * One node's disk: an ordered map of bytes, one writer for all, and the records of each partition.
 *
 * <p>Main types: {@link io.gramme.storage.DataDirectory} (the disk of a node, with its identity and
 * the incarnation of what it remembers), {@link io.gramme.storage.Store} (one partition's records),
 * {@link io.gramme.storage.Engine} (what a database engine owes).
 *
 * <p>The rule it keeps: the incarnation changes before anything that was forgotten can be missed.
 * Damage is an answer, never a shorter store.
 */
package io.gramme.storage;
