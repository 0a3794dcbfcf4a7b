package io.gramme.membership;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.model.NodeId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where each node lives, as far as is known. Books of several nodes merge entry by entry, in any
 * order and however often, to the same book; a node's latest start wins.
 */
public record AddressBook(SortedMap<NodeId, Address> entries) {

  /** Knows nobody. */
  public static final AddressBook EMPTY = new AddressBook(new TreeMap<>());

  private static final int LEAST_ENTRY_BYTES = 4;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  public AddressBook {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /** What is known of a node. */
  public Optional<Address> of(NodeId id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** With one entry more, unless a greater one of that node is known. */
  public AddressBook with(NodeId id, Address address) {
    if (!wants(id, address)) return this;
    SortedMap<NodeId, Address> more = new TreeMap<>(entries);
    more.put(id, address);
    return new AddressBook(more);
  }

  /** What both know. */
  public AddressBook merge(AddressBook other) {
    AddressBook merged = this;
    for (var each : other.entries.entrySet()) merged = merged.with(each.getKey(), each.getValue());
    return merged;
  }

  /** The entries of the nodes that matter. */
  public AddressBook only(Predicate<NodeId> matters) {
    SortedMap<NodeId, Address> fewer = new TreeMap<>(entries);
    fewer.keySet().removeIf(matters.negate());
    return new AddressBook(fewer);
  }

  /** Whether an address is later than what is known of that node. */
  public boolean wants(NodeId id, Address address) {
    Address known = entries.get(id);
    return known == null || address.compareTo(known) > 0;
  }

  /** What to make of a node that says it lives where it lives. */
  public Verdict judge(Candidate candidate) {
    Address said = candidate.address();
    Address known = entries.get(candidate.id());
    if (known == null || said.equals(known)) return new Plausible();
    if (said.startCount() <= known.startCount()) return Stale.of(candidate, known);
    return said.isSamePlaceAs(known) ? new Plausible() : new Moved(known);
  }

  /** What to make of a node that presents itself. */
  public sealed interface Verdict {}

  /** Nothing speaks against it. */
  public record Plausible() implements Verdict {}

  /** It lived elsewhere, or on another disk: fine if nobody answers there any more. */
  public record Moved(Address known) implements Verdict {

    /** Whether what answers at the known place is still the node that was known. */
    boolean isStillThere(Candidate newcomer, ProbeAnswer answer) {
      return answer.id().equals(newcomer.id())
          && answer.startCount() == known.startCount()
          && answer.directoryId().equals(known.directoryId());
    }

    /** Why the newcomer is refused while it is. */
    String words(Candidate newcomer) {
      return "node "
          + newcomer.id()
          + " runs already at "
          + known.http()
          + " since start "
          + known.startCount()
          + ": stop it, or give this one another id";
    }
  }

  /** A later start of it is known. */
  public record Stale(String words) implements Verdict {

    static Stale of(Candidate candidate, Address known) {
      return new Stale(
          "node "
              + candidate.id()
              + " was last seen at "
              + known.http()
              + " with start "
              + known.startCount()
              + ", and this is start "
              + candidate.startCount()
              + (known.directoryId().equals(candidate.directoryId())
                  ? ": an older incarnation or a copy of the data directory"
                  : ": an older incarnation, from another data directory"));
    }
  }

  /** Equal books have equal digests, and unequal ones hardly ever; never 0 but for nobody. */
  public long digest() {
    long digest = 0;
    for (var each : entries.entrySet()) {
      long hash = fold(each.getKey().value(), 1);
      hash = fold(each.getValue().directoryId(), hash + each.getValue().startCount());
      digest += fold(each.getValue().http(), hash);
    }
    return digest;
  }

  private static long fold(String text, long seed) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * MIX;
    return hash ^ hash >>> 29;
  }

  /** Writes every entry. */
  public void writeTo(ByteWriter out) {
    out.writeVarLong(entries.size());
    entries.forEach(
        (id, address) -> {
          out.writeText(id.value()).writeVarLong(address.startCount());
          out.writeText(address.directoryId()).writeText(address.http());
        });
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws io.gramme.codec.MalformedBytesException if it did not write this
   * @throws IllegalArgumentException if it names what can be no node
   */
  public static AddressBook readFrom(ByteReader in) {
    int count = in.readCount(LEAST_ENTRY_BYTES);
    SortedMap<NodeId, Address> entries = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      NodeId id = new NodeId(in.readText());
      entries.put(id, new Address(in.readVarLong(), in.readText(), in.readText()));
    }
    return new AddressBook(entries);
  }
}
