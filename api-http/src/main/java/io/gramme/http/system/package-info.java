/**
 * The node itself over HTTP: liveness, statistics, the ring and its members.
 *
 * <p>Main type: {@link io.gramme.http.system.SystemResource}. The rule it keeps: answers come from
 * memory, at once.
 */
package io.gramme.http.system;
