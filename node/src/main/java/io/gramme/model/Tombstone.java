package io.gramme.model;

/** A delete, kept as a version so that older values cannot come back. */
public record Tombstone() implements Payload {}
