package io.gramme.ring;

import io.gramme.model.NodeId;

/**
 * How much a node owns before and after a change.
 *
 * @param node a member before or after
 * @param ownedBefore partitions, 0 if it was no member
 * @param idealBefore what it would have owned if partitions could be cut, 0 if it was no member
 * @param ownedAfter partitions, 0 if it is no member any more
 * @param idealAfter what it would own if partitions could be cut, 0 if it is no member any more
 * @param bytesIn what it receives
 * @param bytesOut what it sends
 */
public record Balance(
    NodeId node,
    int ownedBefore,
    double idealBefore,
    int ownedAfter,
    double idealAfter,
    long bytesIn,
    long bytesOut) {}
