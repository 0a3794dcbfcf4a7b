/**
 * What crosses nodes.
 *
 * <p>Main types: {@link io.gramme.wire.WireMessage} for the hot path (binary, one-letter
 * manifests), {@link io.gramme.wire.ControlMessage} for everything rare (Jackson CBOR). The rule it
 * keeps: a message that is neither stays inside its node.
 */
package io.gramme.wire;
