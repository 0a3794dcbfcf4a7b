/**
 * Asking other nodes who they are, over HTTP.
 *
 * <p>Main type: {@link io.gramme.http.probe.HttpPeerProbe}. The rule it keeps: a peer that does not
 * answer in time, or answers nonsense, is a peer that did not answer.
 */
package io.gramme.http.probe;
