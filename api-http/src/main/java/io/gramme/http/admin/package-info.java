/**
 * Changing the ring over HTTP: founding it, staging changes, planning and committing them, and
 * watching partitions move.
 *
 * <p>Main types: {@link io.gramme.http.admin.RingResource}, {@link io.gramme.http.admin.Document}.
 * The rule it keeps: a document is read whole before anything is done, and what is wrong with it is
 * said in a sentence.
 */
package io.gramme.http.admin;
