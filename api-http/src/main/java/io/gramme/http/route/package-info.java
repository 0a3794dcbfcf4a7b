/**
 * Which resource answers which path.
 *
 * <p>Main type: {@link io.gramme.http.route.Router}. The rule it keeps: every path has an answer.
 */
package io.gramme.http.route;
