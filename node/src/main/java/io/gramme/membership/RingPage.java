package io.gramme.membership;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.membership.Staging.Staged;
import io.gramme.membership.Staging.Stamp;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import io.gramme.wire.ControlMessage;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@link RingNews} as they are journalled and as they travel. A journalled page is an event: what
 * is on it was learned. A snapshot is a page with everything on it.
 *
 * @param format of what follows, {@link #FORMAT}
 * @param root the ring's first version, in hexadecimal digits
 * @param versions each in the binary form of the ring
 * @param progress in its binary form; empty for none
 */
public record RingPage(
    int format,
    String root,
    List<byte[]> versions,
    byte[] progress,
    List<Located> addresses,
    Changes staged)
    implements ControlMessage {

  /** The format that this version writes. It reads all up to it. */
  public static final int FORMAT = 2;

  /** Where a node lives. */
  public record Located(String node, long startCount, String directoryId, String http) {}

  /** What is staged on which version, and up to when it was withdrawn. */
  public record Changes(String of, long clearedMillis, String clearedBy, List<Wish> wishes) {}

  /**
   * One staged change.
   *
   * @param kind join, leave, replace, force-remove, capacity or zone
   * @param by the newcomer of a replacement, else empty
   * @param capacity of whoever joins, or what the node shall have, in percent; else 0
   * @param zone of whoever joins, or what the node shall be in; else empty
   */
  public record Wish(
      String kind,
      String node,
      String by,
      int capacity,
      String zone,
      long stampMillis,
      String author) {}

  /** The form of some news. */
  public static RingPage of(RingNews news) {
    return new RingPage(
        FORMAT,
        news.root().hex(),
        news.versions().stream().map(RingPage::bytes).toList(),
        news.progress().isEmpty() ? new byte[0] : bytes(news.progress()),
        news.addresses().entries().entrySet().stream()
            .map(each -> located(each.getKey(), each.getValue()))
            .toList(),
        changes(news.staging()));
  }

  private static byte[] bytes(RingVersion version) {
    ByteWriter out = ByteWriter.growing(1024);
    version.writeTo(out);
    return out.toByteArray();
  }

  private static byte[] bytes(Progress progress) {
    ByteWriter out = ByteWriter.growing(64);
    progress.writeTo(out);
    return out.toByteArray();
  }

  private static Located located(NodeId node, Address address) {
    return new Located(node.value(), address.startCount(), address.directoryId(), address.http());
  }

  private static Changes changes(Staging staging) {
    return new Changes(
        staging.of().hex(),
        staging.cleared().time(),
        staging.cleared().author().value(),
        staging.changes().values().stream().map(RingPage::wish).toList());
  }

  private static Wish wish(Staged staged) {
    long time = staged.stamp().time();
    String author = staged.stamp().author().value();
    Change change = staged.change();
    String node = change.subject().value();
    if (change instanceof Change.Join join) {
      Member who = join.member();
      return new Wish("join", node, "", who.capacity(), who.zone(), time, author);
    }
    if (change instanceof Change.Replace replace) {
      Member by = replace.by();
      return new Wish("replace", node, by.id().value(), by.capacity(), by.zone(), time, author);
    }
    if (change instanceof Change.Capacity capacity)
      return new Wish("capacity", node, "", capacity.percent(), "", time, author);
    if (change instanceof Change.Zone zone)
      return new Wish("zone", node, "", 0, zone.zone(), time, author);
    String kind = change instanceof Change.Leave ? "leave" : "force-remove";
    return new Wish(kind, node, "", 0, "", time, author);
  }

  /**
   * What this is the form of.
   *
   * @throws MalformedBytesException if a later version wrote it, or nobody of this kind
   */
  public RingNews decoded() {
    if (format > FORMAT)
      throw new MalformedBytesException(
          "a page of the ring's book in format "
              + format
              + "; this version understands formats up to "
              + FORMAT
              + ". Use the version that wrote it.");
    try {
      List<RingVersion> all =
          versions.stream().map(bytes -> RingVersion.readFrom(ByteReader.of(bytes))).toList();
      AddressBook book = AddressBook.EMPTY;
      for (Located each : addresses) {
        book =
            book.with(
                new NodeId(each.node()),
                new Address(each.startCount(), each.directoryId(), each.http()));
      }
      return new RingNews(rootOf(all), all, marks(), book, staging());
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a page of the ring's book that cannot be: " + e);
    }
  }

  /** The first format knew no root, since its only versions were first ones. */
  private RingId rootOf(List<RingVersion> all) {
    return root.isEmpty() ? all.get(0).id() : new RingId(root);
  }

  private Progress marks() {
    return progress.length == 0
        ? Progress.none(RingId.NONE)
        : Progress.readFrom(ByteReader.of(progress));
  }

  private Staging staging() {
    SortedMap<NodeId, Staged> wanted = new TreeMap<>();
    for (Wish each : staged.wishes()) {
      Stamp stamp = new Stamp(each.stampMillis(), new NodeId(each.author()));
      Change change = change(each);
      wanted.put(change.subject(), new Staged(change, stamp));
    }
    Stamp cleared = new Stamp(staged.clearedMillis(), new NodeId(staged.clearedBy()));
    return new Staging(new RingId(staged.of()), cleared, wanted);
  }

  private static Change change(Wish wish) {
    NodeId node = new NodeId(wish.node());
    return switch (wish.kind()) {
      case "join" -> new Change.Join(new Member(node, wish.capacity(), wish.zone()));
      case "leave" -> new Change.Leave(node);
      case "replace" ->
          new Change.Replace(node, new Member(new NodeId(wish.by()), wish.capacity(), wish.zone()));
      case "force-remove" -> new Change.ForceRemove(node);
      case "capacity" -> new Change.Capacity(node, wish.capacity());
      case "zone" -> new Change.Zone(node, wish.zone());
      default -> throw new IllegalArgumentException("a change of kind '" + wish.kind() + "'");
    };
  }
}
