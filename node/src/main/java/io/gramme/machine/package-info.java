/**
 * The shape of every protocol here: a pure round takes an input and answers with a {@link
 * io.gramme.machine.Step}.
 *
 * <p>The rule it keeps: a round decides and never acts; its shell acts and never decides.
 */
package io.gramme.machine;
