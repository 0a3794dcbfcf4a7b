/**
 * How many answers are enough, and when no more can come.
 *
 * <p>The rule it keeps: what was reached stays reached, and what is said to be out of reach can not
 * be got from anybody who was asked.
 */
package io.gramme.quorum;
