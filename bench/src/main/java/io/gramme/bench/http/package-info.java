/**
 * The store as its HTTP clients see it: {@link io.gramme.bench.http.StoreClient} reads and writes
 * one key at one node, {@link io.gramme.bench.http.Found} is what a read found.
 *
 * <p>A refusal that may pass is asked again a bounded number of times and counted; anything else is
 * an {@link io.gramme.bench.http.OperationFailedException}.
 */
package io.gramme.bench.http;
