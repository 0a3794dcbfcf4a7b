/**
 * How a partition moves: who gains it fetches it, makes sure of it and says so; who keeps it no
 * longer lets go of it (Dynamo §4.9, §6.2 strategy 3).
 *
 * <p>Main types: {@link io.gramme.transfer.Transfers} (the actor that looks after all moves of a
 * node), {@link io.gramme.transfer.HandoverRound} (what one move decides), {@link
 * io.gramme.transfer.ShedRound} (what letting go decides). The rule it keeps: a node says that it is
 * complete only after every node that kept the partition was fenced and compared with, and nothing
 * is let go that not all keepers were seen to hold.
 */
package io.gramme.transfer;
