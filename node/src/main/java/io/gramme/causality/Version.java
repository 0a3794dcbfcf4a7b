package io.gramme.causality;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.model.Value.Attribute;
import java.util.ArrayList;
import java.util.List;

/**
 * One write to a key: its name, what its writer had seen, and what it wrote. A dot names exactly
 * one version, for ever, so versions are compared by their dots.
 *
 * @param dot its name
 * @param time when it was made, by the clock of the node that coordinated it
 * @param past the dots that its writer had seen; never its own
 * @param payload the value, or the mark of a delete
 */
public record Version(Dot dot, HybridTime time, VersionVector past, Payload payload) {

  private static final int VALUE = 0;
  private static final int TOMBSTONE = 1;

  static final int LEAST_BYTES = 19;

  public Version {
    if (past.covers(dot))
      throw new IllegalArgumentException("version " + dot + " is in its own past");
  }

  /** Whether the writer of this version had seen {@code other}. */
  public boolean supersedes(Version other) {
    return past.covers(other.dot);
  }

  public boolean isTombstone() {
    return payload instanceof Tombstone;
  }

  void writeTo(ByteWriter out) {
    out.writeLong(dot.actor()).writeVarLong(dot.counter()).writeLong(time.packed());
    past.writeTo(out);
    writePayload(payload, out);
  }

  /** Writes a payload by itself, as a write that is forwarded carries it. */
  public static void writePayload(Payload payload, ByteWriter out) {
    if (payload instanceof Value value) {
      out.writeByte(VALUE).writeText(value.contentType());
      out.writeVarLong(value.attributes().size());
      for (Attribute attribute : value.attributes()) {
        out.writeText(attribute.name()).writeText(attribute.text());
      }
      out.writeBlob(value.data());
    } else {
      out.writeByte(TOMBSTONE);
    }
  }

  static Version readFrom(ByteReader in) {
    try {
      Dot dot = new Dot(in.readLong(), in.readVarLong());
      HybridTime time = new HybridTime(in.readLong());
      return new Version(dot, time, VersionVector.readFrom(in), readPayload(in));
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a version with " + e.getMessage());
    }
  }

  /**
   * Reads what {@link #writePayload} wrote.
   *
   * @throws MalformedBytesException if it did not write this
   */
  public static Payload readPayload(ByteReader in) {
    int kind = in.readByte();
    if (kind == TOMBSTONE) return new Tombstone();
    if (kind != VALUE) throw new MalformedBytesException("a payload of kind " + kind);
    String contentType = in.readText();
    int count = in.readCount(2);
    List<Attribute> attributes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) attributes.add(new Attribute(in.readText(), in.readText()));
    return new Value(contentType, attributes, in.readBlob());
  }
}
