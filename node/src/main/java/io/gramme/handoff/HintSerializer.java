package io.gramme.handoff;

import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.handoff.HintProtocol.CountHints;
import io.gramme.handoff.HintProtocol.HintsCounted;
import io.gramme.handoff.HintProtocol.Keep;
import io.gramme.handoff.HintProtocol.Look;
import io.gramme.handoff.HintProtocol.RangeRepaired;
import io.gramme.handoff.HintProtocol.RepairRange;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeSerializer;
import io.gramme.wire.BinarySerializer;
import io.gramme.wire.WireMessage;
import org.apache.pekko.actor.ExtendedActorSystem;

/** The binary form of {@link HintProtocol}; letters and order of fields are a promise to peers. */
public final class HintSerializer extends BinarySerializer<WireMessage> {

  private static final int IDENTIFIER = 730_003;

  /** Made by the actor system, which knows it by its name in the configuration. */
  public HintSerializer(ExtendedActorSystem system) {
    super(system, IDENTIFIER, WireMessage.class);
  }

  @Override
  protected String letterOf(WireMessage message) {
    if (message instanceof Keep) return "k";
    if (message instanceof Look) return "l";
    if (message instanceof CountHints) return "c";
    if (message instanceof HintsCounted) return "n";
    if (message instanceof RepairRange) return "r";
    if (message instanceof RangeRepaired) return "d";
    throw new IllegalArgumentException(message.getClass() + " does not leave its node");
  }

  @Override
  protected void write(WireMessage message, ByteWriter out) {
    if (message instanceof Keep keep) {
      writeKeep(keep, out);
    } else if (message instanceof Look look) {
      out.writeLong(look.request()).writeVarLong(look.partition());
      VnodeSerializer.writeKey(look.key(), out);
      out.writeLong(look.deadlineMillis());
      writeRef(look.replyTo(), out);
    } else if (message instanceof CountHints count) {
      out.writeLong(count.request()).writeVarLong(count.partition());
      out.writeLong(count.deadlineMillis());
      writeRef(count.replyTo(), out);
    } else if (message instanceof HintsCounted counted) {
      out.writeLong(counted.request()).writeText(counted.from().value());
      out.writeVarLong(counted.count());
    } else if (message instanceof RepairRange repair) {
      out.writeVarLong(repair.partition());
      writeRef(repair.replyTo(), out);
    } else {
      RangeRepaired repaired = (RangeRepaired) message;
      out.writeText(repaired.from().value()).writeVarLong(repaired.partition());
    }
  }

  private void writeKeep(Keep keep, ByteWriter out) {
    out.writeLong(keep.request()).writeText(keep.home().value()).writeVarLong(keep.partition());
    VnodeSerializer.writeKey(keep.key(), out);
    keep.terms().writeTo(out);
    out.writeByte(keep.durability().ordinal()).writeLong(keep.deadlineMillis());
    writeRef(keep.replyTo(), out);
    keep.siblings().writeTo(out);
  }

  @Override
  protected WireMessage read(String letter, ByteReader in) {
    return switch (letter) {
      case "k" -> readKeep(in);
      case "l" ->
          new Look(
              in.readLong(),
              (int) in.readVarLong(),
              VnodeSerializer.readKey(in),
              in.readLong(),
              readRef(in));
      case "c" -> new CountHints(in.readLong(), (int) in.readVarLong(), in.readLong(), readRef(in));
      case "n" -> new HintsCounted(in.readLong(), new NodeId(in.readText()), in.readVarLong());
      case "r" -> new RepairRange((int) in.readVarLong(), readRef(in));
      case "d" -> new RangeRepaired(new NodeId(in.readText()), (int) in.readVarLong());
      default -> throw unknown(letter);
    };
  }

  private Keep readKeep(ByteReader in) {
    long request = in.readLong();
    NodeId home = new NodeId(in.readText());
    int partition = (int) in.readVarLong();
    Key key = VnodeSerializer.readKey(in);
    Terms terms = Terms.readFrom(in);
    Durability durability = VnodeSerializer.choice(Durability.values(), in.readByte());
    long deadline = in.readLong();
    var replyTo = this.<VnodeProtocol.Reply>readRef(in);
    Siblings siblings = Siblings.readFrom(in);
    return new Keep(request, home, partition, key, siblings, terms, durability, deadline, replyTo);
  }
}
