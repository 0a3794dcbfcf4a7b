/**
 * The words everybody uses: keys, values, node names. They depend on nothing and decide nothing.
 *
 * <p>Main types: {@link io.gramme.model.Key}, {@link io.gramme.model.Value}, {@link
 * io.gramme.model.NodeId}. The rule it keeps: a value of these types is valid, or could not be
 * made.
 */
package io.gramme.model;
