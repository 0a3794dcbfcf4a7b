/**
 * The process: reads the configuration, runs a node with its HTTP front end, and ends with it.
 *
 * <p>Main type: {@link io.gramme.http.app.Main}. The rule it keeps: a start that fails says in one
 * sentence what to change.
 */
package io.gramme.http.app;
