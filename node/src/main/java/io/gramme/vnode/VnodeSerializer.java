package io.gramme.vnode;

import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.merkle.Branch;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeNode;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.AskHeld;
import io.gramme.vnode.VnodeProtocol.Branches;
import io.gramme.vnode.VnodeProtocol.Confirm;
import io.gramme.vnode.VnodeProtocol.Confirmed;
import io.gramme.vnode.VnodeProtocol.Fence;
import io.gramme.vnode.VnodeProtocol.Fenced;
import io.gramme.vnode.VnodeProtocol.FetchSlice;
import io.gramme.vnode.VnodeProtocol.Forget;
import io.gramme.vnode.VnodeProtocol.Forgotten;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.GetBranches;
import io.gramme.vnode.VnodeProtocol.GetLeaves;
import io.gramme.vnode.VnodeProtocol.GetRoots;
import io.gramme.vnode.VnodeProtocol.Held;
import io.gramme.vnode.VnodeProtocol.Leaves;
import io.gramme.vnode.VnodeProtocol.ListSlice;
import io.gramme.vnode.VnodeProtocol.Listed;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Parcel;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Roots;
import io.gramme.vnode.VnodeProtocol.Slice;
import io.gramme.vnode.VnodeProtocol.Stored;
import io.gramme.wire.BinarySerializer;
import io.gramme.wire.WireMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;

/** The binary form of {@link VnodeProtocol}; letters and order of fields are a promise to peers. */
public final class VnodeSerializer extends BinarySerializer<WireMessage> {

  private static final int IDENTIFIER = 730_001;
  private static final int LEAST_ROOT_BYTES = 9;
  private static final int LEAST_BRANCH_BYTES = 3;
  private static final int LEAST_NODE_BYTES = 2;
  private static final int LEAST_ENTRY_BYTES = 14;
  private static final int LEAST_PARCEL_BYTES = 6;

  public VnodeSerializer(ExtendedActorSystem system) {
    super(system, IDENTIFIER, WireMessage.class);
  }

  @Override
  protected String letterOf(WireMessage message) {
    if (message instanceof Get) return "g";
    if (message instanceof Merge) return "m";
    if (message instanceof GetRoots) return "R";
    if (message instanceof GetBranches) return "B";
    if (message instanceof GetLeaves) return "L";
    if (message instanceof Confirm) return "C";
    if (message instanceof Forget) return "F";
    if (message instanceof Fence) return "E";
    if (message instanceof FetchSlice) return "S";
    if (message instanceof AskHeld) return "H";
    if (message instanceof ListSlice) return "K";
    if (message instanceof VnodeProtocol.Reply reply) return letterOf(reply);
    throw staysHere(message);
  }

  private static String letterOf(VnodeProtocol.Reply message) {
    if (message instanceof Found) return "f";
    if (message instanceof Stored) return "s";
    if (message instanceof Refused) return "r";
    if (message instanceof Roots) return "o";
    if (message instanceof Branches) return "b";
    if (message instanceof Leaves) return "l";
    if (message instanceof Confirmed) return "c";
    if (message instanceof Forgotten) return "n";
    if (message instanceof Fenced) return "e";
    if (message instanceof Slice) return "i";
    if (message instanceof Held) return "h";
    if (message instanceof Listed) return "k";
    throw staysHere(message);
  }

  private static IllegalArgumentException staysHere(WireMessage message) {
    return new IllegalArgumentException(message.getClass() + " does not leave its node");
  }

  @Override
  protected void write(WireMessage message, ByteWriter out) {
    if (message instanceof Get get) {
      writeHead(get, out);
      out.writeLong(get.stamp());
      writeKey(get.key(), out);
    } else if (message instanceof Merge merge) {
      writeHead(merge, out);
      out.writeLong(merge.stamp());
      writeKey(merge.key(), out);
      merge.terms().writeTo(out);
      out.writeByte(merge.occasion().ordinal()).writeByte(merge.durability().ordinal());
      merge.siblings().writeTo(out);
    } else if (message instanceof VnodeProtocol.Command command) {
      writeHead(command, out);
      writeRest(command, out);
    } else {
      writeReply((VnodeProtocol.Reply) message, out);
    }
  }

  private static void writeRest(VnodeProtocol.Command command, ByteWriter out) {
    if (command instanceof GetBranches get) {
      out.writeVarLong(get.replicas()).writeVarLong(get.nodes().size());
      get.nodes().forEach(node -> writeNode(node, out));
    } else if (command instanceof GetLeaves get) {
      out.writeVarLong(get.replicas()).writeVarLong(get.leaves().size());
      get.leaves().forEach(out::writeVarLong);
      out.writeVarLong(get.part()).writeVarLong(get.parts());
    } else if (command instanceof Confirm confirm) {
      writeEntries(confirm.entries(), out);
    } else if (command instanceof Forget forget) {
      writeEntries(forget.entries(), out);
    } else if (command instanceof AskHeld ask) {
      writeEntries(ask.entries(), out);
    } else if (command instanceof Fence fence) {
      out.writeLong(fence.least());
    } else if (command instanceof FetchSlice fetch) {
      out.writeBlob(fetch.after()).writeVarLong(fetch.bytesLimit());
      out.writeVarLong(fetch.leastReplicas()).writeVarLong(fetch.mostReplicas());
    } else if (command instanceof ListSlice list) {
      out.writeText(list.type()).writeBlob(list.bucket()).writeBlob(list.after());
      out.writeVarLong(list.limit());
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
    if (reply instanceof Roots roots) writeRoots(roots, out);
    if (reply instanceof Branches branches) writeBranches(branches, out);
    if (reply instanceof Leaves leaves) writeEntries(leaves.entries(), out);
    if (reply instanceof Confirmed confirmed) writeEntries(confirmed.entries(), out);
    if (reply instanceof Forgotten forgotten) out.writeVarLong(forgotten.count());
    if (reply instanceof Held held) writeEntries(held.entries(), out);
    if (reply instanceof Slice slice) writeSlice(slice, out);
    if (reply instanceof Listed listed) writeListed(listed, out);
  }

  private static void writeSlice(Slice slice, ByteWriter out) {
    out.writeVarLong(slice.parcels().size());
    slice.parcels().forEach(parcel -> writeParcel(parcel, out));
    out.writeBlob(slice.last()).writeBoolean(slice.isEnd());
    out.writeVarLong(slice.bytes()).writeLong(slice.bytesLeft());
  }

  private static void writeListed(Listed listed, ByteWriter out) {
    out.writeVarLong(listed.names().size());
    listed.names().forEach(out::writeBlob);
    out.writeBlob(listed.last()).writeBoolean(listed.isEnd()).writeBoolean(listed.knows());
  }

  static void writeParcel(Parcel parcel, ByteWriter out) {
    writeKey(parcel.key(), out);
    parcel.terms().writeTo(out);
    parcel.siblings().writeTo(out);
  }

  private static void writeRoots(Roots roots, ByteWriter out) {
    out.writeVarLong(roots.roots().size());
    roots.roots().forEach((replicas, root) -> out.writeVarLong(replicas).writeLong(root));
  }

  private static void writeBranches(Branches branches, ByteWriter out) {
    out.writeVarLong(branches.branches().size());
    for (Branch branch : branches.branches()) {
      writeNode(branch.node(), out);
      out.writeVarLong(branch.childHashes().size());
      branch.childHashes().forEach(out::writeLong);
    }
  }

  private static void writeNode(TreeNode node, ByteWriter out) {
    out.writeVarLong(node.level()).writeVarLong(node.index());
  }

  private static void writeEntries(List<LeafEntry> entries, ByteWriter out) {
    out.writeVarLong(entries.size());
    for (LeafEntry entry : entries) {
      writeKey(entry.key(), out);
      out.writeLong(entry.digest());
    }
  }

  private static void writeFound(Found found, ByteWriter out) {
    found.terms().writeTo(out);
    out.writeBoolean(found.knows());
    found.siblings().writeTo(out);
  }

  @Override
  protected WireMessage read(String letter, ByteReader in) {
    return switch (letter) {
      case "g", "m", "R", "B", "L", "C", "F", "E", "S", "H", "K" -> readCommand(letter, in);
      case "f", "s", "r", "o", "b", "l", "c", "n", "e", "i", "h", "k" -> readReply(letter, in);
      default -> throw unknown(letter);
    };
  }

  private WireMessage readCommand(String letter, ByteReader in) {
    long request = in.readLong();
    int partition = (int) in.readVarLong();
    long deadline = in.readLong();
    var replyTo = this.<VnodeProtocol.Reply>readRef(in);
    return switch (letter) {
      case "g" -> new Get(request, partition, in.readLong(), readKey(in), deadline, replyTo);
      case "m" -> readMerge(request, partition, deadline, replyTo, in);
      case "R" -> new GetRoots(request, partition, deadline, replyTo);
      case "B" -> new GetBranches(request, partition, number(in), readNodes(in), deadline, replyTo);
      case "L" ->
          new GetLeaves(
              request,
              partition,
              number(in),
              readNumbers(in),
              number(in),
              number(in),
              deadline,
              replyTo);
      case "C" -> new Confirm(request, partition, readEntries(in), deadline, replyTo);
      case "F" -> new Forget(request, partition, readEntries(in), deadline, replyTo);
      case "E" -> new Fence(request, partition, in.readLong(), deadline, replyTo);
      case "H" -> new AskHeld(request, partition, readEntries(in), deadline, replyTo);
      case "K" -> readList(request, partition, deadline, replyTo, in);
      default ->
          new FetchSlice(
              request,
              partition,
              in.readBlob(),
              in.readVarLong(),
              number(in),
              number(in),
              deadline,
              replyTo);
    };
  }

  private static ListSlice readList(
      long request,
      int partition,
      long deadline,
      ActorRef<VnodeProtocol.Reply> replyTo,
      ByteReader in) {
    String type = in.readText();
    Blob bucket = in.readBlob();
    return new ListSlice(
        request, partition, type, bucket, in.readBlob(), number(in), deadline, replyTo);
  }

  private static Listed readListed(long request, NodeId from, ByteReader in) {
    List<Blob> names = new ArrayList<>();
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) names.add(in.readBlob());
    return new Listed(request, from, names, in.readBlob(), in.readBoolean(), in.readBoolean());
  }

  private static Merge readMerge(
      long request,
      int partition,
      long deadline,
      ActorRef<VnodeProtocol.Reply> replyTo,
      ByteReader in) {
    long stamp = in.readLong();
    Key key = readKey(in);
    Terms terms = Terms.readFrom(in);
    Occasion occasion = choice(Occasion.values(), in.readByte());
    Durability durability = choice(Durability.values(), in.readByte());
    Siblings siblings = Siblings.readFrom(in);
    return new Merge(
        request, partition, stamp, key, siblings, terms, occasion, durability, deadline, replyTo);
  }

  private static VnodeProtocol.Reply readReply(String letter, ByteReader in) {
    long request = in.readLong();
    NodeId from = new NodeId(in.readText());
    return switch (letter) {
      case "f" -> readFound(request, from, in);
      case "s" -> new Stored(request, from);
      case "o" -> new Roots(request, from, readRoots(in));
      case "b" -> new Branches(request, from, readBranches(in));
      case "l" -> new Leaves(request, from, readEntries(in));
      case "c" -> new Confirmed(request, from, readEntries(in));
      case "n" -> new Forgotten(request, from, number(in));
      case "e" -> new Fenced(request, from);
      case "i" -> readSlice(request, from, in);
      case "h" -> new Held(request, from, readEntries(in));
      case "k" -> readListed(request, from, in);
      default -> new Refused(request, from, choice(Reason.values(), in.readByte()));
    };
  }

  private static Found readFound(long request, NodeId from, ByteReader in) {
    Terms terms = Terms.readFrom(in);
    boolean knows = in.readBoolean();
    return new Found(request, from, Siblings.readFrom(in), terms, knows);
  }

  private static Slice readSlice(long request, NodeId from, ByteReader in) {
    List<Parcel> parcels = new ArrayList<>();
    int count = in.readCount(LEAST_PARCEL_BYTES);
    for (int i = 0; i < count; i++) {
      Key key = readKey(in);
      Terms terms = Terms.readFrom(in);
      parcels.add(new Parcel(key, Siblings.readFrom(in), terms));
    }
    Blob last = in.readBlob();
    boolean isEnd = in.readBoolean();
    return new Slice(request, from, parcels, last, isEnd, in.readVarLong(), in.readLong());
  }

  private static SortedMap<Integer, Long> readRoots(ByteReader in) {
    SortedMap<Integer, Long> roots = new TreeMap<>();
    int count = in.readCount(LEAST_ROOT_BYTES);
    for (int i = 0; i < count; i++) roots.put(number(in), in.readLong());
    return roots;
  }

  private static List<Branch> readBranches(ByteReader in) {
    List<Branch> branches = new ArrayList<>();
    int count = in.readCount(LEAST_BRANCH_BYTES);
    for (int i = 0; i < count; i++) {
      TreeNode node = readNode(in);
      List<Long> hashes = new ArrayList<>();
      int children = in.readCount(Long.BYTES);
      for (int n = 0; n < children; n++) hashes.add(in.readLong());
      branches.add(new Branch(node, hashes));
    }
    return branches;
  }

  private static List<TreeNode> readNodes(ByteReader in) {
    List<TreeNode> nodes = new ArrayList<>();
    int count = in.readCount(LEAST_NODE_BYTES);
    for (int i = 0; i < count; i++) nodes.add(readNode(in));
    return nodes;
  }

  private static TreeNode readNode(ByteReader in) {
    return new TreeNode(number(in), number(in));
  }

  private static List<Integer> readNumbers(ByteReader in) {
    List<Integer> numbers = new ArrayList<>();
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) numbers.add(number(in));
    return numbers;
  }

  private static List<LeafEntry> readEntries(ByteReader in) {
    List<LeafEntry> entries = new ArrayList<>();
    int count = in.readCount(LEAST_ENTRY_BYTES);
    for (int i = 0; i < count; i++) entries.add(new LeafEntry(readKey(in), in.readLong()));
    return entries;
  }

  private static int number(ByteReader in) {
    long number = in.readVarLong();
    if (number < 0 || number > Integer.MAX_VALUE)
      throw new MalformedBytesException("a number " + number);
    return (int) number;
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
