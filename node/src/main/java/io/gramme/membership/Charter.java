package io.gramme.membership;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import io.gramme.ring.Progress;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a node must be given to take part in a ring that it knows nothing of, as bytes that any
 * front end can hand on: the ring in force, how far its hand-overs are, and where its nodes live.
 *
 * @param news with one version
 */
public record Charter(RingNews news) {

  private static final int FORMAT = 1;

  /** Refuses news without a version; keeps nothing of what is staged. */
  public Charter {
    if (news.versions().size() != 1)
      throw new IllegalArgumentException("a charter of " + news.versions().size() + " versions");
    news = news.with(Staging.none(RingId.NONE));
  }

  /** Of the ring in force. */
  public static Charter of(RingBook book) {
    return new Charter(book.everything());
  }

  /** Whether the ring names a node as one that takes part. */
  public boolean names(NodeId node) {
    RingBook book = RingBook.BLANK.learn(news);
    return book.ring().filter(ring -> ring.participants().contains(node)).isPresent();
  }

  /** The bytes, never empty. */
  public byte[] toBytes() {
    ByteWriter out = ByteWriter.growing(2048);
    out.writeByte(FORMAT).writeRaw(HexFormat.of().parseHex(news.root().hex()));
    news.versions().get(0).writeTo(out);
    news.progress().writeTo(out);
    news.addresses().writeTo(out);
    return out.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws MalformedBytesException if it did not write this, or a later version did
   */
  public static Charter of(byte[] bytes) {
    ByteReader in = ByteReader.of(bytes);
    int format = in.readByte();
    if (format != FORMAT)
      throw new MalformedBytesException("a ring's charter of format " + format + ", not " + FORMAT);
    try {
      byte[] root = new byte[16];
      for (int i = 0; i < root.length; i++) root[i] = (byte) in.readByte();
      RingId id = new RingId(HexFormat.of().formatHex(Arrays.copyOf(root, root.length)));
      RingVersion version = RingVersion.readFrom(in);
      Progress progress = Progress.readFrom(in);
      AddressBook addresses = AddressBook.readFrom(in);
      in.expectEnd();
      return new Charter(RingNews.about(id).with(version).with(progress).with(addresses));
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a ring's charter that cannot be: " + e.getMessage());
    }
  }
}
