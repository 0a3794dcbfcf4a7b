package io.gramme.vnode;

import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Stored;
import io.gramme.wire.BinarySerializer;
import io.gramme.wire.WireMessage;
import org.apache.pekko.actor.ExtendedActorSystem;

/** The binary form of {@link VnodeProtocol}; letters and order of fields are a promise to peers. */
public final class VnodeSerializer extends BinarySerializer<WireMessage> {

  private static final int IDENTIFIER = 730_001;

  public VnodeSerializer(ExtendedActorSystem system) {
    super(system, IDENTIFIER, WireMessage.class);
  }

  @Override
  protected String letterOf(WireMessage message) {
    if (message instanceof Get) return "g";
    if (message instanceof Merge) return "m";
    if (message instanceof Found) return "f";
    if (message instanceof Stored) return "s";
    if (message instanceof Refused) return "r";
    throw new IllegalArgumentException(message.getClass() + " does not leave its node");
  }

  @Override
  protected void write(WireMessage message, ByteWriter out) {
    if (message instanceof Get get) {
      writeHead(get, out);
      writeKey(get.key(), out);
    } else if (message instanceof Merge merge) {
      writeHead(merge, out);
      writeKey(merge.key(), out);
      merge.terms().writeTo(out);
      out.writeByte(merge.occasion().ordinal()).writeByte(merge.durability().ordinal());
      merge.siblings().writeTo(out);
    } else {
      writeReply((VnodeProtocol.Reply) message, out);
    }
  }

  private void writeHead(VnodeProtocol.Command command, ByteWriter out) {
    out.writeLong(command.request()).writeVarLong(command.partition());
    out.writeLong(command.deadlineMillis());
    writeRef(command.replyTo(), out);
  }

  private static void writeReply(VnodeProtocol.Reply reply, ByteWriter out) {
    out.writeLong(reply.request()).writeText(reply.from().value());
    if (reply instanceof Found found) writeFound(found, out);
    if (reply instanceof Refused refused) out.writeByte(refused.why().ordinal());
  }

  private static void writeFound(Found found, ByteWriter out) {
    found.terms().writeTo(out);
    out.writeBoolean(found.knows());
    found.siblings().writeTo(out);
  }

  @Override
  protected WireMessage read(String letter, ByteReader in) {
    return switch (letter) {
      case "g", "m" -> readCommand(letter, in);
      case "f", "s", "r" -> readReply(letter, in);
      default -> throw unknown(letter);
    };
  }

  private WireMessage readCommand(String letter, ByteReader in) {
    long request = in.readLong();
    int partition = (int) in.readVarLong();
    long deadline = in.readLong();
    var replyTo = this.<VnodeProtocol.Reply>readRef(in);
    Key key = readKey(in);
    if (letter.equals("g")) return new Get(request, partition, key, deadline, replyTo);
    Terms terms = Terms.readFrom(in);
    Occasion occasion = choice(Occasion.values(), in.readByte());
    Durability durability = choice(Durability.values(), in.readByte());
    Siblings siblings = Siblings.readFrom(in);
    return new Merge(
        request, partition, key, siblings, terms, occasion, durability, deadline, replyTo);
  }

  private static VnodeProtocol.Reply readReply(String letter, ByteReader in) {
    long request = in.readLong();
    NodeId from = new NodeId(in.readText());
    return switch (letter) {
      case "f" -> readFound(request, from, in);
      case "s" -> new Stored(request, from);
      default -> new Refused(request, from, choice(Reason.values(), in.readByte()));
    };
  }

  private static Found readFound(long request, NodeId from, ByteReader in) {
    Terms terms = Terms.readFrom(in);
    boolean knows = in.readBoolean();
    return new Found(request, from, Siblings.readFrom(in), terms, knows);
  }

  /** Writes a key; shared with the other protocols that name one. */
  public static void writeKey(Key key, ByteWriter out) {
    out.writeText(key.bucket().type()).writeBlob(key.bucket().name()).writeBlob(key.name());
  }

  /** Reads what {@link #writeKey} wrote. */
  public static Key readKey(ByteReader in) {
    String type = in.readText();
    Blob bucket = in.readBlob();
    return new Key(new Bucket(type, bucket), in.readBlob());
  }

  /** The case of an enum that a byte stands for. */
  public static <T> T choice(T[] cases, int ordinal) {
    if (ordinal >= cases.length)
      throw new MalformedBytesException(
          "a choice " + ordinal + " of " + cases.length + "; was the peer upgraded?");
    return cases[ordinal];
  }
}
