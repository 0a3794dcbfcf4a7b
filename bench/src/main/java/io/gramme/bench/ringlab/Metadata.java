package io.gramme.bench.ringlab;

/**
 * What a node must know to find every key's nodes, beside the table of members, which every
 * strategy needs alike.
 *
 * @param entries tokens or partitions that have an owner
 * @param bytes in a plain encoding: 16 for a place on the circle of MD5 values, and the owner's
 *     number in the table of members as a varint. What lies at equal distances needs no places
 */
record Metadata(long entries, long bytes) {

  /** The bytes of a place on a circle of 128-bit hash values. */
  static final int PLACE_BYTES = 16;

  /** What it takes to write down all tokens. */
  static Metadata of(Tokens tokens, boolean withPlaces) {
    long bytes = 0;
    for (int i = 0; i < tokens.size(); i++) bytes += varintBytes(tokens.owner(i));
    return new Metadata(
        tokens.size(), bytes + (withPlaces ? PLACE_BYTES * (long) tokens.size() : 0));
  }

  /** The bytes that tell of tokens at new places, or, if there are none, that a node has gone. */
  static long ofNewTokens(Tokens before, Tokens after) {
    int ownerBytes = varintBytes(Math.max(before.nodes(), after.nodes()) - 1);
    long added = Math.max(0, after.size() - before.size());
    return ownerBytes + PLACE_BYTES * added;
  }

  /** The bytes that tell of new owners of tokens that stay where they are. */
  static long ofNewOwners(Tokens before, Tokens after) {
    int numberBytes = varintBytes(before.size() - 1);
    int ownerBytes = varintBytes(Math.max(before.nodes(), after.nodes()) - 1);
    return (long) before.changedOwners(after) * (numberBytes + ownerBytes);
  }

  /** How many bytes a number of 0 or more takes, at 7 bits each. */
  static int varintBytes(long number) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(number)) / 7);
  }
}
