package io.gramme.wire;

/** Marks a message of the hot path that crosses nodes in a binary form of its own. */
public interface WireMessage {}
