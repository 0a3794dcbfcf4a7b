package io.gramme.membership;

import io.gramme.model.NodeId;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingHistory;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the nodes of a ring agree on about the ring itself: its versions, how far the
 * hand-overs of the current one have come, where the nodes live, and what operators have staged.
 *
 * <p>Nodes {@link #learn} from each other's books, whole ones or pages of them. Whatever they
 * learn, in whatever order and however often, those that have heard of the same end with the same
 * current version, marks, addresses and staged changes; of two versions that were committed apart
 * the greater wins everywhere. Books of rings that were founded apart never mix.
 *
 * @param root the ring's first version, by which rings are told apart
 * @param versions as in {@link RingHistory}; none in a blank book
 * @param progress of the current version
 * @param addresses of the nodes that take part, and of such as are staged to
 * @param staging changes of the current version
 */
public record RingBook(
    RingId root,
    List<RingVersion> versions,
    Progress progress,
    AddressBook addresses,
    Staging staging) {

  /** Of a node that has no ring; as a page, one that says nothing. */
  public static final RingBook BLANK =
      new RingBook(
          RingId.NONE,
          List.of(),
          Progress.none(RingId.NONE),
          AddressBook.EMPTY,
          Staging.none(RingId.NONE));

  public RingBook {
    versions = List.copyOf(versions);
  }

  /** A book that begins with one version. */
  public static RingBook of(RingId root, RingVersion version) {
    RingId id = version.id();
    return new RingBook(
        root, List.of(version), Progress.none(id), AddressBook.EMPTY, Staging.none(id));
  }

  /** The book of a ring that is founded now. */
  public static RingBook founded(RingVersion first, AddressBook addresses) {
    return of(first.id(), first).learn(page(first.id()).with(addresses));
  }

  /** A page of a ring's book with nothing on it yet. */
  public static RingBook page(RingId root) {
    return new RingBook(root, List.of(), BLANK.progress, BLANK.addresses, BLANK.staging);
  }

  /** Whether there is no ring. */
  public boolean isBlank() {
    return versions.isEmpty();
  }

  /** The version in force; none in a blank book. */
  public Optional<RingVersion> current() {
    return isBlank() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /** The ring in force, ready to be asked; none in a blank book. */
  public Optional<Ring> ring() {
    return current().map(version -> Ring.of(version, progress));
  }

  /** Versions that were adopted here and lost against another. */
  public List<RingVersion> superseded() {
    return isBlank() ? List.of() : new RingHistory(versions).superseded();
  }

  /** The same page with marks on it. */
  public RingBook with(Progress marks) {
    return new RingBook(root, versions, marks, addresses, staging);
  }

  /** The same page with addresses on it. */
  public RingBook with(AddressBook book) {
    return new RingBook(root, versions, progress, book, staging);
  }

  /** The same page with staged changes on it. */
  public RingBook with(Staging staged) {
    return new RingBook(root, versions, progress, addresses, staged);
  }

  /** The same page with a version on it. */
  public RingBook with(RingVersion version) {
    return new RingBook(root, List.of(version), progress, addresses, staging);
  }

  /**
   * This book and what a page of another says. A page of another ring, marks and staged changes of
   * a version that is not in force, and addresses of nodes that do not matter change nothing.
   */
  public RingBook learn(RingBook page) {
    if (!isAkinTo(page)) return this;
    RingBook grown = this;
    for (RingVersion version : page.versions) grown = grown.adopt(page.root, version);
    if (grown.isBlank()) return this;
    grown =
        new RingBook(
            grown.root,
            grown.versions,
            grown.progress.merge(page.progress),
            grown.addresses,
            grown.staging.merge(page.staging));
    Set<NodeId> relevant = grown.relevant();
    return grown.with(grown.addresses.merge(page.addresses).only(relevant::contains));
  }

  private boolean isAkinTo(RingBook page) {
    return isBlank() || root.equals(page.root);
  }

  private RingBook adopt(RingId theirRoot, RingVersion version) {
    if (isBlank()) return of(theirRoot, version);
    RingHistory before = new RingHistory(versions);
    RingHistory after = before.adopt(version);
    if (after.equals(before)) return this;
    RingId id = version.id();
    return new RingBook(
        root, after.versions(), Progress.none(id), addresses, Staging.none(id));
  }

  /** Who takes part, and who is staged to: whose addresses matter. */
  public Set<NodeId> relevant() {
    Set<NodeId> relevant = new HashSet<>();
    ring().ifPresent(ring -> relevant.addAll(ring.participants()));
    for (Staging.Staged each : staging.changes().values()) {
      Staging.newcomerOf(each.change()).ifPresent(relevant::add);
    }
    return relevant;
  }

  /** What this book holds, for another to compare with. */
  public Digest digest() {
    return current()
        .map(
            version ->
                new Digest(
                    root,
                    staging.of(),
                    version.epoch(),
                    progress.digest(),
                    addresses.digest(),
                    staging.digest()))
        .orElse(Digest.BLANK);
  }

  /** What a node whose book has this digest should read: nothing if it has the later version. */
  public RingBook pageFor(Digest theirs) {
    Digest mine = digest();
    if (mine.isBlank() || !mine.isAkinTo(theirs)) return page(root);
    if (mine.version().equals(theirs.version())) {
      RingBook page = page(root);
      if (mine.progress() != theirs.progress()) page = page.with(progress);
      if (mine.addresses() != theirs.addresses()) page = page.with(addresses);
      if (mine.staging() != theirs.staging()) page = page.with(staging);
      return page;
    }
    if (!mine.hasLaterVersionThan(theirs)) return page(root);
    return new RingBook(root, versions.subList(versions.size() - 1, versions.size()), progress, addresses, staging);
  }
}
