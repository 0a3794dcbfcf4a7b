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
import java.util.List;

/**
 * What a node must be given to take part in a ring that it knows nothing of, as bytes that any front
 * end can hand on: the ring in force, how far its hand-overs are, and where its nodes live.
 *
 * @param page with one version
 */
public record Charter(RingBook page) {

  private static final int FORMAT = 1;

  /** Refuses a page without a version. */
  public Charter {
    if (page.isBlank()) throw new IllegalArgumentException("a charter without a ring");
    List<RingVersion> all = page.versions();
    page =
        new RingBook(
            page.root(),
            all.subList(all.size() - 1, all.size()),
            page.progress(),
            page.addresses(),
            RingBook.BLANK.staging());
  }

  /** Whether the ring names a node as one that takes part. */
  public boolean names(NodeId node) {
    return page.ring().filter(ring -> ring.participants().contains(node)).isPresent();
  }

  /** The bytes, never empty. */
  public byte[] toBytes() {
    ByteWriter out = ByteWriter.growing(2048);
    out.writeByte(FORMAT).writeRaw(HexFormat.of().parseHex(page.root().hex()));
    page.versions().get(0).writeTo(out);
    page.progress().writeTo(out);
    page.addresses().writeTo(out);
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
      throw new MalformedBytesException(
          "a ring's charter of format " + format + ", not " + FORMAT);
    try {
      byte[] root = new byte[16];
      for (int i = 0; i < root.length; i++) root[i] = (byte) in.readByte();
      RingId id = new RingId(HexFormat.of().formatHex(Arrays.copyOf(root, root.length)));
      RingVersion version = RingVersion.readFrom(in);
      Progress progress = Progress.readFrom(in);
      AddressBook addresses = AddressBook.readFrom(in);
      in.expectEnd();
      return new Charter(RingBook.page(id).with(version).with(progress).with(addresses));
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a ring's charter that cannot be: " + e.getMessage());
    }
  }
}
