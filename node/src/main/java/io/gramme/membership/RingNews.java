package io.gramme.membership;

import io.gramme.ring.Progress;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import java.util.List;

/**
 * Something to be learned about a ring: what one {@link RingBook} tells another, all of it or some.
 *
 * @param root the first version of the ring it is about
 * @param versions oldest first; none where the reader has the current one
 * @param progress marks of a version; none where its {@code of} is {@link RingId#NONE}
 * @param addresses of any nodes
 * @param staging changes of a version; none where its {@code of} is {@link RingId#NONE}
 */
public record RingNews(
    RingId root,
    List<RingVersion> versions,
    Progress progress,
    AddressBook addresses,
    Staging staging) {

  public RingNews {
    versions = List.copyOf(versions);
  }

  /** Nothing yet about a ring. */
  public static RingNews about(RingId root) {
    return new RingNews(
        root, List.of(), Progress.none(RingId.NONE), AddressBook.EMPTY, Staging.none(RingId.NONE));
  }

  /** And this version. */
  public RingNews with(RingVersion version) {
    return new RingNews(root, List.of(version), progress, addresses, staging);
  }

  /** And these marks. */
  public RingNews with(Progress marks) {
    return new RingNews(root, versions, marks, addresses, staging);
  }

  /** And these addresses. */
  public RingNews with(AddressBook book) {
    return new RingNews(root, versions, progress, book, staging);
  }

  /** And these staged changes. */
  public RingNews with(Staging staged) {
    return new RingNews(root, versions, progress, addresses, staged);
  }
}
