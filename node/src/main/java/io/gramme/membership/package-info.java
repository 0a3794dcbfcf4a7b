/**
 * Who the peers are, where they are, and which of them this node can reach; and what all nodes
 * agree on by gossip: the ring and the buckets' properties.
 *
 * <p>Main types: {@link io.gramme.membership.Peers}, {@link io.gramme.membership.Membership},
 * {@link io.gramme.membership.Bootstrap}. The rule it keeps: the Pekko cluster is soft state that
 * follows processes; nothing that must last is learned from it, and a node serves whether it is in
 * one or not.
 */
package io.gramme.membership;
