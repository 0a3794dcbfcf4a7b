package io.gramme.wire;

/** Marks a rare message or a journalled event, written as Jackson CBOR. */
public interface ControlMessage {}
