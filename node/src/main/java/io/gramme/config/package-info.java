/**
 * What an operator may set, read once and checked.
 *
 * <p>Main type: {@link io.gramme.config.NodeSettings}. The rule it keeps: a setting that makes no
 * sense stops the start with a sentence that names it.
 */
package io.gramme.config;
