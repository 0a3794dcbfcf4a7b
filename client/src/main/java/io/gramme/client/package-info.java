/**
 * The Java client: typed buckets over the HTTP API, without anything but the JDK and Jackson.
 *
 * <p>Begin at {@link io.gramme.client.GrammeClient}, which gives out {@link
 * io.gramme.client.Bucket}s. A read gives a {@link io.gramme.client.Found} with a {@link
 * io.gramme.client.Context} that goes back with the write that follows; a {@link
 * io.gramme.client.Resolver} makes one value of siblings.
 *
 * <p>The rule of this package: what is decided (where to ask, whether to ask again, when to ask a
 * second node) is decided in values without time or network; only {@link
 * io.gramme.client.HttpTransport}, {@link io.gramme.client.Requests} and {@link
 * io.gramme.client.RingWatch} act.
 */
package io.gramme.client;
