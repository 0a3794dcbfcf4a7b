/**
 * Which write has seen which: dotted versions, the vectors that name their past, and the siblings
 * that remain when neither of two writers had seen the other.
 *
 * <p>Main types: {@link io.gramme.causality.Siblings} (what a key holds), {@link
 * io.gramme.causality.LocalRecord} (the same as one vnode keeps it, with the actor it writes as),
 * {@link io.gramme.causality.Context} (what a client carries from a read to its next write).
 *
 * <p>The rule it keeps: a dot is never used twice, and siblings travel whole. A vector's entry
 * {@code a:5} claims {@code a:1} to {@code a:5}, which is true of every holder only because whoever
 * passes on {@code a:5} also passes on what it knows of {@code a:1} to {@code a:4}.
 */
package io.gramme.causality;
