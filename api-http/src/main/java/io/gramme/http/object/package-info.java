/**
 * Single keys over HTTP: get, put, delete, siblings and their contexts.
 *
 * <p>Main types: {@link io.gramme.http.object.ObjectResource}, {@link
 * io.gramme.http.object.Representation}. The rule it keeps: what came with a value goes back with
 * it verbatim.
 */
package io.gramme.http.object;
