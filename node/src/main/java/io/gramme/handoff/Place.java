package io.gramme.handoff;

import io.gramme.model.Key;

/**
 * Where a hint stands among those of its home: they are kept and looked through in this order.
 *
 * @param partition of the key
 * @param key what the hint is about
 */
public record Place(int partition, Key key) {}
