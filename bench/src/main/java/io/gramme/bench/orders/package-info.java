/**
 * The invoices of a real shop, and the carts that they make: {@link
 * io.gramme.bench.orders.Invoices}, {@link io.gramme.bench.orders.Cart}.
 *
 * <p>Values only: nothing here knows of a network or a clock.
 */
package io.gramme.bench.orders;
