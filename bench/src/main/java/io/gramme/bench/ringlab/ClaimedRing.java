package io.gramme.bench.ringlab;

import io.gramme.model.NodeId;
import io.gramme.ring.Claim;
import io.gramme.ring.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Strategy 3 as this store deals it: the same equal partitions, but owners by {@link Claim}, which
 * keeps any N successive partitions on distinct nodes and moves few. Nothing in it is random.
 *
 * @param partitions Q, a power of two
 */
record ClaimedRing(int partitions) implements Strategy {

  @Override
  public Layout deal(int nodes, int replicas, SplittableRandom random) {
    return layout(claim(nodes, replicas).first(), nodes, replicas);
  }

  @Override
  public Layout join(Layout before, SplittableRandom random) {
    return change(before, before.nodes() + 1);
  }

  @Override
  public Layout leave(Layout before, SplittableRandom random) {
    return change(before, before.nodes() - 1);
  }

  @Override
  public Metadata metadata(Layout layout) {
    return Metadata.of(layout.tokens(), false);
  }

  @Override
  public long changeBytes(Layout before, Layout after) {
    return Metadata.ofNewOwners(before.tokens(), after.tokens());
  }

  private Layout change(Layout before, int nodes) {
    Tokens tokens = before.tokens();
    List<NodeId> owners =
        IntStream.range(0, tokens.size()).mapToObj(i -> id(tokens.owner(i))).toList();
    return layout(claim(nodes, before.replicas()).next(owners), nodes, before.replicas());
  }

  private static Layout layout(List<NodeId> owners, int nodes, int replicas) {
    Map<NodeId, Integer> numbers = new HashMap<>();
    for (int node = 0; node < nodes; node++) numbers.put(id(node), node);
    int[] dealt = owners.stream().mapToInt(numbers::get).toArray();
    return Layout.cutAtTokens(Tokens.spaced(dealt, nodes), replicas);
  }

  private Claim claim(int nodes, int replicas) {
    return new Claim(members(nodes), partitions, replicas);
  }

  /** Ordinary machines in one zone, in the order of their numbers. */
  static List<Member> members(int nodes) {
    return IntStream.range(0, nodes).mapToObj(node -> Member.of(id(node))).toList();
  }

  private static NodeId id(int node) {
    return new NodeId(String.format("node-%06d", node));
  }
}
