package io.gramme.model;

/** What one write put under a key: a value, or the mark that the key was deleted. */
public sealed interface Payload permits Value, Tombstone {}
