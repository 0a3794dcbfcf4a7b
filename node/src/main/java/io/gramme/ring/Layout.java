package io.gramme.ring;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What preference lists follow from: who takes part, and who owns which partition.
 *
 * @param members sorted by id, each once
 * @param owners one member per partition
 */
public record Layout(List<Member> members, List<NodeId> owners) {

  private static final int LEAST_MEMBER_BYTES = 4;

  /** Refuses an owner who is no member, in words for an operator. */
  public Layout {
    members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
    owners = List.copyOf(owners);
    Set<NodeId> ids = new HashSet<>();
    for (Member member : members) {
      if (!ids.add(member.id()))
        throw new IllegalArgumentException(member.id() + " is a member twice");
    }
    for (int p = 0; p < owners.size(); p++) {
      if (!ids.contains(owners.get(p)))
        throw new IllegalArgumentException(
            "partition " + p + " is owned by " + owners.get(p) + ", which is no member");
    }
  }

  /** Q, the number of partitions. */
  public int partitions() {
    return owners.size();
  }

  /** Whether a node is among the members. */
  public boolean has(NodeId node) {
    return members.stream().anyMatch(member -> member.id().equals(node));
  }

  /**
   * Every member in the order in which it is asked to keep the partition's keys. Works it out: ask
   * a {@link Ring} where it matters.
   */
  public List<NodeId> preferenceList(int partition) {
    return new Preferences(this).all(partition);
  }

  /** Members by name, owners by their number. */
  void writeTo(ByteWriter out) {
    out.writeVarLong(members.size());
    Map<NodeId, Integer> numbers = new HashMap<>();
    for (Member member : members) {
      numbers.put(member.id(), numbers.size());
      out.writeText(member.id().value()).writeVarLong(member.capacity()).writeText(member.zone());
    }
    out.writeVarLong(owners.size());
    for (NodeId owner : owners) out.writeVarLong(numbers.get(owner));
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws IllegalArgumentException if it is no layout
   */
  static Layout readFrom(ByteReader in) {
    List<Member> members = readMembers(in);
    return new Layout(members, readOwners(in, members));
  }

  private static List<Member> readMembers(ByteReader in) {
    int count = in.readCount(LEAST_MEMBER_BYTES);
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      NodeId id = new NodeId(in.readText());
      members.add(new Member(id, readSmall(in), in.readText()));
      if (i > 0 && members.get(i - 1).id().compareTo(id) >= 0)
        throw new IllegalArgumentException("members out of order at " + id);
    }
    return members;
  }

  private static List<NodeId> readOwners(ByteReader in, List<Member> members) {
    int count = in.readCount(1);
    List<NodeId> owners = new ArrayList<>(count);
    for (int p = 0; p < count; p++) {
      int number = readSmall(in);
      if (number >= members.size())
        throw new IllegalArgumentException(
            "partition " + p + " is owned by member " + number + " of " + members.size());
      owners.add(members.get(number).id());
    }
    return owners;
  }

  static int readSmall(ByteReader in) {
    long value = in.readVarLong();
    if (value < 0 || value > Integer.MAX_VALUE)
      throw new IllegalArgumentException("a number of " + value);
    return (int) value;
  }
}
