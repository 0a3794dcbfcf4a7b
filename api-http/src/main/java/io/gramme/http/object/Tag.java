package io.gramme.http.object;

import io.gramme.causality.Dot;
import io.gramme.causality.VersionVector;
import io.gramme.codec.ByteWriter;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * A short name in letters and digits: for one version, for a set of siblings, or for something new.
 *
 * @param text base 62, up to 27 characters
 */
public record Tag(String text) {

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
  private static final int RANDOM_BYTES = 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The name of a version: its dot, so that every replica gives the same. */
  public static Tag of(Dot dot) {
    return base62(ByteWriter.growing(16).writeLong(dot.actor()).writeLong(dot.counter()));
  }

  /** The name of all siblings together: a digest of their clock. */
  public static Tag of(VersionVector clock) {
    ByteWriter out = ByteWriter.growing(64);
    clock.writeTo(out);
    try {
      return base62(MessageDigest.getInstance("MD5").digest(out.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  /** A name that nobody has used or can guess: 160 random bits. */
  public static Tag random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return base62(bytes);
  }

  /** As an ETag header has it. */
  public String quoted() {
    return '"' + text + '"';
  }

  private static Tag base62(ByteWriter bytes) {
    return base62(bytes.toByteArray());
  }

  private static Tag base62(byte[] bytes) {
    StringBuilder digits = new StringBuilder();
    BigInteger rest = new BigInteger(1, bytes);
    do {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      digits.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    } while (rest.signum() > 0);
    return new Tag(digits.reverse().toString());
  }
}
