package io.gramme.membership;

import java.util.Comparator;

/**
 * Where a node lives, as it said at one of its starts. Of two addresses of one node the greater is
 * in force on every node: the later start, and for equals whichever order all nodes share.
 *
 * @param startCount which of its starts said so
 * @param directoryId of the data directory that it started from
 * @param http where others reach its front end, {@code host:port}
 */
public record Address(long startCount, String directoryId, String http)
    implements Comparable<Address> {

  private static final int MOST_LETTERS = 300;

  private static final Comparator<Address> ORDER =
      Comparator.comparingLong(Address::startCount)
          .thenComparing(Address::directoryId)
          .thenComparing(Address::http);

  /** Refuses what no node can have said of itself. */
  public Address {
    if (startCount < 0) throw new IllegalArgumentException("a start count of " + startCount);
    if (http.isEmpty() || http.length() > MOST_LETTERS || directoryId.length() > MOST_LETTERS)
      throw new IllegalArgumentException("'" + http + "' is no address: host:port is asked for");
  }

  /** Whether this is the same directory at the same place, whichever start said so. */
  boolean isSamePlaceAs(Address other) {
    return directoryId.equals(other.directoryId) && http.equals(other.http);
  }

  @Override
  public int compareTo(Address other) {
    return ORDER.compare(this, other);
  }
}
