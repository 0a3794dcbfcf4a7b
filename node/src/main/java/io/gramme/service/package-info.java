/**
 * What the store offers to whoever fronts it, with futures in place of actors.
 *
 * <p>Main types: {@link io.gramme.service.KeyValue}, {@link io.gramme.service.Buckets}, {@link
 * io.gramme.service.Admin}. The rule it keeps: here, and only here, actors are asked.
 */
package io.gramme.service;
