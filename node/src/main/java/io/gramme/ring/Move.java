package io.gramme.ring;

import io.gramme.model.NodeId;

/**
 * One partition that comes to another keeper.
 *
 * @param partition which
 * @param from whose place the receiver takes; where the ring grows towards N, the owner. If that
 *     node is lost, the data comes from another keeper
 * @param to who receives it
 * @param bytes what the partition comes to, as far as keepers said
 */
public record Move(int partition, NodeId from, NodeId to, long bytes) {}
