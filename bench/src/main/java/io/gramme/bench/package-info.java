/**
 * Load on a running store: {@link io.gramme.bench.LoadOrders} stores the invoices and carts of a
 * real shop and reads all of them back from every node.
 *
 * <p>It knows the store by its HTTP API alone, and believes nothing that it has not read back.
 */
package io.gramme.bench;
