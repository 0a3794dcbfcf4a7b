/**
 * The command line by which an operator changes and watches a ring, through the admin interface of
 * any of its nodes.
 *
 * <p>Main types: {@link io.gramme.cli.Gramme} (the program), {@link io.gramme.cli.Action} (one
 * command). The rule it keeps: it knows nothing of the node but its HTTP interface, and what goes
 * wrong is a sentence and an exit code, never a stack trace.
 */
package io.gramme.cli;
