package io.gramme.coordination;

import io.gramme.causality.Context;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.coordination.CoordinationProtocol.ForwardedWrite;
import io.gramme.coordination.CoordinationProtocol.WriteAnswered;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Group;
import io.gramme.quorum.Tally.Need;
import io.gramme.vnode.VnodeSerializer;
import io.gramme.wire.BinarySerializer;
import io.gramme.wire.WireMessage;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;

/**
 * The binary form of {@link CoordinationProtocol}; letters and orders are a promise to peers. A
 * message that gains a field gets another letter, and the one it had is still read: {@code w} is a
 * forwarded write from before partitions moved.
 */
public final class CoordinationSerializer extends BinarySerializer<WireMessage> {

  private static final int IDENTIFIER = 730_002;
  private static final int LEAST_GROUP_BYTES = 2;

  public CoordinationSerializer(ExtendedActorSystem system) {
    super(system, IDENTIFIER, WireMessage.class);
  }

  @Override
  protected String letterOf(WireMessage message) {
    if (message instanceof ForwardedWrite) return "W";
    if (message instanceof WriteAnswered) return "a";
    throw new IllegalArgumentException(message.getClass() + " does not leave its node");
  }

  @Override
  protected void write(WireMessage message, ByteWriter out) {
    if (message instanceof ForwardedWrite write) {
      out.writeLong(write.request()).writeLong(write.deadlineMillis());
      writeRef(write.replyTo(), out);
      writePlan(write.plan(), out);
    } else {
      WriteAnswered answer = (WriteAnswered) message;
      out.writeLong(answer.request()).writeText(answer.from().value());
      writeOutcome(answer.outcome(), out);
    }
  }

  @Override
  protected WireMessage read(String letter, ByteReader in) {
    return switch (letter) {
      case "W" -> readForwardedWrite(in, true);
      case "w" -> readForwardedWrite(in, false);
      case "a" -> new WriteAnswered(in.readLong(), new NodeId(in.readText()), readOutcome(in));
      default -> throw unknown(letter);
    };
  }

  private ForwardedWrite readForwardedWrite(ByteReader in, boolean saysKeepers) {
    long request = in.readLong();
    long deadline = in.readLong();
    var replyTo = this.<WriteAnswered>readRef(in);
    return new ForwardedWrite(request, readPlan(in, saysKeepers), deadline, replyTo);
  }

  private static void writePlan(WritePlan plan, ByteWriter out) {
    VnodeSerializer.writeKey(plan.key(), out);
    out.writeVarLong(plan.partition());
    writeKeepers(plan.keepers(), out);
    writeNodes(plan.fallbacks(), out);
    plan.seen().writeTo(out);
    Version.writePayload(plan.payload(), out);
    out.writeVarLong(plan.needs().size());
    for (Need need : plan.needs()) {
      out.writeByte(need.requirement().ordinal()).writeVarLong(need.required());
    }
    plan.terms().writeTo(out);
    out.writeByte(plan.durability().ordinal());
    out.writeVarLong(plan.syncedReplicas());
  }

  private static WritePlan readPlan(ByteReader in, boolean saysKeepers) {
    Key key = VnodeSerializer.readKey(in);
    int partition = (int) in.readVarLong();
    Keepers keepers = saysKeepers ? readKeepers(in) : Keepers.unfenced(readNodes(in));
    List<NodeId> fallbacks = readNodes(in);
    VersionVector seen = VersionVector.readFrom(in);
    Payload payload = Version.readPayload(in);
    List<Need> needs = new ArrayList<>();
    for (int i = in.readCount(2); i > 0; i--) {
      needs.add(
          new Need(
              VnodeSerializer.choice(Requirement.values(), in.readByte()), (int) in.readVarLong()));
    }
    return new WritePlan(
        key,
        partition,
        keepers,
        fallbacks,
        seen,
        payload,
        needs,
        Terms.readFrom(in),
        VnodeSerializer.choice(Durability.values(), in.readByte()),
        (int) in.readVarLong());
  }

  private static void writeKeepers(Keepers keepers, ByteWriter out) {
    writeNodes(keepers.primaries(), out);
    out.writeVarLong(keepers.groups().size());
    for (Group group : keepers.groups()) {
      out.writeVarLong(group.size());
      group.seats().forEach(out::writeVarLong);
    }
    writeNodes(keepers.learners(), out);
    out.writeLong(keepers.stamp());
  }

  private static Keepers readKeepers(ByteReader in) {
    List<NodeId> primaries = readNodes(in);
    List<Group> groups = new ArrayList<>();
    for (int i = in.readCount(LEAST_GROUP_BYTES); i > 0; i--) {
      List<Integer> seats = new ArrayList<>();
      for (int seat = in.readCount(1); seat > 0; seat--) seats.add((int) in.readVarLong());
      groups.add(new Group(seats));
    }
    return new Keepers(primaries, groups, readNodes(in), in.readLong());
  }

  private static void writeNodes(List<NodeId> nodes, ByteWriter out) {
    out.writeVarLong(nodes.size());
    for (NodeId node : nodes) out.writeText(node.value());
  }

  private static List<NodeId> readNodes(ByteReader in) {
    int count = in.readCount(2);
    List<NodeId> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) nodes.add(new NodeId(in.readText()));
    return nodes;
  }

  private static void writeOutcome(WriteOutcome outcome, ByteWriter out) {
    if (outcome instanceof WriteOutcome.Written written) {
      out.writeByte(0);
      written.siblings().writeTo(out);
      out.writeText(written.context().fastest());
      written.context().seen().writeTo(out);
    } else if (outcome instanceof WriteOutcome.Refused refused) {
      writeRefusal(refused.why(), out.writeByte(1));
    } else {
      out.writeByte(2);
    }
  }

  private static WriteOutcome readOutcome(ByteReader in) {
    int kind = in.readByte();
    return switch (kind) {
      case 0 -> {
        Siblings siblings = Siblings.readFrom(in);
        String fastest = in.readText();
        yield new WriteOutcome.Written(siblings, new Context(VersionVector.readFrom(in), fastest));
      }
      case 1 -> new WriteOutcome.Refused(readRefusal(in));
      case 2 -> new WriteOutcome.NothingToDelete();
      default -> throw new MalformedBytesException("a write outcome of kind " + kind);
    };
  }

  private static void writeRefusal(Refusal refusal, ByteWriter out) {
    if (refusal instanceof Refusal.Unsatisfied it) {
      out.writeByte(0).writeByte(it.requirement().ordinal());
      out.writeVarLong(it.got()).writeVarLong(it.required());
      writeNodes(it.uninformed(), out);
    } else if (refusal instanceof Refusal.TimedOut) {
      out.writeByte(1);
    } else if (refusal instanceof Refusal.Overloaded it) {
      out.writeByte(2).writeText(it.what());
    } else if (refusal instanceof Refusal.QuorumExceedsReplicas it) {
      out.writeByte(3).writeVarLong(it.replicas());
    } else if (refusal instanceof Refusal.TooManySiblings it) {
      out.writeByte(4).writeVarLong(it.limit());
    } else if (refusal instanceof Refusal.ObjectTooLarge it) {
      out.writeByte(5).writeVarLong(it.limitBytes());
    } else if (refusal instanceof Refusal.NotReady it) {
      out.writeByte(6).writeText(it.why());
    } else {
      out.writeByte(7);
    }
  }

  private static Refusal readRefusal(ByteReader in) {
    int kind = in.readByte();
    return switch (kind) {
      case 0 ->
          new Refusal.Unsatisfied(
              VnodeSerializer.choice(Requirement.values(), in.readByte()),
              (int) in.readVarLong(),
              (int) in.readVarLong(),
              readNodes(in));
      case 1 -> new Refusal.TimedOut();
      case 2 -> new Refusal.Overloaded(in.readText());
      case 3 -> new Refusal.QuorumExceedsReplicas((int) in.readVarLong());
      case 4 -> new Refusal.TooManySiblings((int) in.readVarLong());
      case 5 -> new Refusal.ObjectTooLarge(in.readVarLong());
      case 6 -> new Refusal.NotReady(in.readText());
      case 7 -> new Refusal.RingMoved();
      default -> throw new MalformedBytesException("a refusal of kind " + kind);
    };
  }
}
