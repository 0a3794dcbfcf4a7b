/**
 * Bytes in, bytes out: the two primitives under every disk and wire format.
 *
 * <p>Main types: {@link io.gramme.codec.ByteWriter}, {@link io.gramme.codec.ByteReader}. The rule
 * it keeps: no format depends on the byte order of a buffer, and no input can make a reader read
 * past its end or allocate more than the input holds.
 */
package io.gramme.codec;
