package io.gramme.merkle;

import io.gramme.model.Key;

/**
 * One key of a leaf, as replicas show each other what they hold.
 *
 * @param digest of what is under the key: {@link EntryDigest#digest}
 */
public record LeafEntry(Key key, long digest) {}
