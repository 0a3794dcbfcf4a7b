/**
 * How many answers are enough, and when no more can come.
 *
 * <p>The rule it keeps: a verdict once reached never changes.
 */
package io.gramme.quorum;
