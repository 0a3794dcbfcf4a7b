/**
 * What the documentation shows, compiled and run: {@link io.gramme.client.samples.ShoppingCart} and
 * {@link io.gramme.client.samples.Snippets}. The rule: only what a stranger can use, so nothing of
 * the client that is not public.
 */
package io.gramme.client.samples;
