package io.gramme.membership;

import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.RingHistory;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the nodes of a ring agree on about the ring itself: its versions, how far the
 * hand-overs of the current one have come, where the nodes live, and what operators have staged.
 * Immutable and thread-safe.
 *
 * <p>Nodes {@link #learn} from each other's books, from whole ones or a page at a time. Whatever
 * they learn, in whatever order and however often, those that have heard of the same end with the
 * same current version, marks, addresses and staged changes; of two versions that were committed
 * apart the greater wins everywhere. Books of rings that were founded apart never mix.
 */
public final class RingBook {

  /** Of a node that has no ring. */
  public static final RingBook BLANK =
      new RingBook(
          RingId.NONE, List.of(), Optional.empty(), AddressBook.EMPTY, Staging.none(RingId.NONE));

  private final RingId root;
  private final List<RingVersion> versions;
  private final Optional<Ring> ring;
  private final AddressBook addresses;
  private final Staging staging;

  private RingBook(
      RingId root,
      List<RingVersion> versions,
      Optional<Ring> ring,
      AddressBook addresses,
      Staging staging) {
    this.root = root;
    this.versions = versions;
    this.ring = ring;
    this.addresses = addresses;
    this.staging = staging;
  }

  /** Whether there is no ring. */
  public boolean isBlank() {
    return versions.isEmpty();
  }

  /** The ring's first version, by which rings are told apart. */
  public RingId root() {
    return root;
  }

  /** The ring in force, with its hand-overs as far as they have come; none in a blank book. */
  public Optional<Ring> ring() {
    return ring;
  }

  /** The versions that were adopted here, as {@link RingHistory} keeps them, oldest first. */
  public List<RingVersion> versions() {
    return versions;
  }

  /** Those of them that lost against another. */
  public List<RingVersion> superseded() {
    return isBlank() ? List.of() : new RingHistory(versions).superseded();
  }

  /** Those that lost against another since the book was {@code before}. */
  List<RingVersion> supersededSince(RingBook before) {
    List<RingVersion> known = before.superseded();
    return superseded().stream().filter(version -> !known.contains(version)).toList();
  }

  /** Where those live that take part, or are staged to. */
  public AddressBook addresses() {
    return addresses;
  }

  /** What operators want to change about the version in force. */
  public Staging staging() {
    return staging;
  }

  /**
   * This book and the news. News of another ring, marks and staged changes of a version that is not
   * in force, and addresses of nodes that do not matter change nothing.
   */
  public RingBook learn(RingNews news) {
    if (!isBlank() && !root.equals(news.root())) return this;
    RingBook grown = this;
    for (RingVersion version : news.versions()) grown = grown.adopt(news.root(), version);
    if (grown.isBlank()) return this;
    Ring now = grown.ring.orElseThrow();
    Ring further = now.with(now.progress().merge(news.progress()));
    Staging staged = grown.staging.merge(news.staging());
    Set<NodeId> relevant = relevant(further, staged);
    AddressBook book = grown.addresses.merge(news.addresses()).only(relevant::contains);
    RingBook all = new RingBook(grown.root, grown.versions, Optional.of(further), book, staged);
    return all.equals(this) ? this : all;
  }

  private RingBook adopt(RingId theirRoot, RingVersion version) {
    RingHistory after =
        isBlank() ? RingHistory.of(version) : new RingHistory(versions).adopt(version);
    if (after.versions().equals(versions)) return this;
    Ring next = Ring.of(version);
    return new RingBook(
        theirRoot, after.versions(), Optional.of(next), addresses, Staging.none(next.id()));
  }

  /** Whose addresses matter: of those who take part, and of those who are staged to. */
  private static Set<NodeId> relevant(Ring ring, Staging staging) {
    Set<NodeId> relevant = new HashSet<>(ring.participants());
    for (Staging.Staged each : staging.changes().values()) {
      Staging.newcomerOf(each.change()).ifPresent(relevant::add);
    }
    return relevant;
  }

  /** Everything in it that others should know, the version in force alone. */
  public RingNews everything() {
    RingNews news = RingNews.about(root);
    if (isBlank()) return news;
    Ring now = ring.orElseThrow();
    return news.with(now.version()).with(now.progress()).with(addresses).with(staging);
  }

  /** How far the hand-overs have come, and nothing else. */
  RingNews marks() {
    RingNews news = RingNews.about(root);
    return ring.map(now -> news.with(now.progress())).orElse(news);
  }

  /** Everything in it, with all versions. */
  RingNews history() {
    RingNews news = everything();
    return new RingNews(root, versions, news.progress(), addresses, staging);
  }

  /** What this book holds, for another to compare with. */
  public Digest digest() {
    if (isBlank()) return Digest.BLANK;
    Ring now = ring.orElseThrow();
    return new Digest(
        root,
        now.id(),
        now.version().epoch(),
        now.progress().digest(),
        addresses.digest(),
        staging.digest());
  }

  /** What a node whose book has this digest should read: nothing if it has the later version. */
  public RingNews newsFor(Digest theirs) {
    Digest mine = digest();
    RingNews news = RingNews.about(root);
    if (isBlank() || !mine.isAkinTo(theirs)) return news;
    if (!mine.version().equals(theirs.version()))
      return mine.hasLaterVersionThan(theirs) ? everything() : news;
    if (mine.progress() != theirs.progress()) news = news.with(ring.orElseThrow().progress());
    if (mine.addresses() != theirs.addresses()) news = news.with(addresses);
    if (mine.staging() != theirs.staging()) news = news.with(staging);
    return news;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RingBook book
        && root.equals(book.root)
        && ring.equals(book.ring)
        && versions.equals(book.versions)
        && addresses.equals(book.addresses)
        && staging.equals(book.staging);
  }

  @Override
  public int hashCode() {
    return Objects.hash(root, ring, addresses, staging);
  }

  @Override
  public String toString() {
    return ring.map(now -> now + ", " + addresses.entries().keySet()).orElse("no ring");
  }
}
