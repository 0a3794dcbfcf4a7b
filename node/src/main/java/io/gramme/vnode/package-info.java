/**
 * One replica of one partition on one node: who answers for the records on its disk.
 *
 * <p>Main types: {@link io.gramme.vnode.VnodeProtocol} (what a vnode can be asked), {@link
 * io.gramme.vnode.Vnode} (the actor), {@link io.gramme.vnode.RecordRules} (what it decides). The
 * rule it keeps: a vnode alone touches its partition's store, and acknowledges nothing before the
 * store has it as durably as was asked.
 */
package io.gramme.vnode;
