/**
 * Wiring: makes one of everything and introduces everyone to everyone.
 *
 * <p>Main types: {@link io.gramme.node.Node} (what a process starts), {@link
 * io.gramme.node.NodeGuardian} (the top of its actors). The rule it keeps: nothing is decided here.
 */
package io.gramme.node;
