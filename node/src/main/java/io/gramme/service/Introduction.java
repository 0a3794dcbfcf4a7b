package io.gramme.service;

import io.gramme.membership.Candidate;
import io.gramme.membership.Formats;
import io.gramme.model.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node says of itself to one that may never have heard of it.
 *
 * @param candidate who it is
 * @param ringEpoch of the ring it is in, 0 for none
 * @param formats what it speaks and writes
 */
public record Introduction(Candidate candidate, long ringEpoch, Formats formats) {

  /** As a JSON tree. */
  public SortedMap<String, Object> tree() {
    SortedMap<String, Object> tree = new TreeMap<>(treeOf(candidate));
    tree.put("ring_epoch", ringEpoch);
    SortedMap<String, Object> numbers = new TreeMap<>();
    numbers.put("wire", formats.wire());
    numbers.put("disk", formats.disk());
    tree.put("formats", numbers);
    return tree;
  }

  /** Who a node is, as a JSON tree. */
  public static SortedMap<String, Object> treeOf(Candidate candidate) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("id", candidate.id().value());
    tree.put("capacity", candidate.capacity());
    tree.put("zone", candidate.zone());
    tree.put("http", candidate.http());
    tree.put("directory", candidate.directoryId());
    tree.put("start_count", candidate.startCount());
    return tree;
  }

  /** Reads what {@link #tree} made; empty for what no node of this kind says. */
  public static Optional<Introduction> read(Map<?, ?> tree) {
    if (!(tree.get("ring_epoch") instanceof Number epoch)) return Optional.empty();
    return readCandidate(tree)
        .map(candidate -> new Introduction(candidate, epoch.longValue(), readFormats(tree)));
  }

  /** Reads what {@link #treeOf} made; empty for anything else. */
  public static Optional<Candidate> readCandidate(Map<?, ?> tree) {
    if (tree.get("id") instanceof String id
        && tree.get("capacity") instanceof Number capacity
        && tree.get("zone") instanceof String zone
        && tree.get("http") instanceof String http
        && tree.get("directory") instanceof String directory
        && tree.get("start_count") instanceof Number starts) {
      try {
        return Optional.of(
            new Candidate(
                new NodeId(id), capacity.intValue(), zone, http, directory, starts.longValue()));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the formats of a node; 0 for what it does not say, which is no format that there is.
   *
   * @param tree of the whole node
   */
  public static Formats readFormats(Map<?, ?> tree) {
    if (tree.get("formats") instanceof Map<?, ?> formats
        && formats.get("wire") instanceof Number wire
        && formats.get("disk") instanceof Number disk)
      return new Formats(wire.intValue(), disk.intValue());
    return new Formats(0, 0);
  }
}
