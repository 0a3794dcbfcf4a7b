package io.gramme.bench.ringlab;

import java.util.SplittableRandom;

/**
 * A way to divide the keys among nodes: how a ring is dealt, how it changes, and what a node has to
 * know of it. The nodes of a ring are numbers from 0; the one that joins or leaves is the last.
 */
sealed interface Strategy
    permits Strategy.RandomTokens,
        Strategy.RandomTokensEqualPartitions,
        Strategy.EqualShares,
        Strategy.SharedTokens,
        ClaimedRing {

  /**
   * A ring for this many nodes.
   *
   * @param replicas N
   * @throws IllegalArgumentException if nodes would be left without a token, or are too few or too
   *     many
   */
  Layout deal(int nodes, int replicas, SplittableRandom random);

  /** The same ring after one more node has joined. */
  Layout join(Layout before, SplittableRandom random);

  /** The same ring after its last node has left. */
  Layout leave(Layout before, SplittableRandom random);

  /** What a node keeps, and sends where it tells everything. */
  Metadata metadata(Layout layout);

  /** How many bytes tell a node that knows the one ring what the other is, at the least. */
  long changeBytes(Layout before, Layout after);

  /**
   * Strategy 1 of the paper (§6.2): random tokens, and partitions from one token to the next.
   *
   * @param perNode T, tokens of each node
   */
  record RandomTokens(int perNode) implements Strategy {

    @Override
    public Layout deal(int nodes, int replicas, SplittableRandom random) {
      return Layout.cutAtTokens(Tokens.scattered(nodes, perNode, random), replicas);
    }

    @Override
    public Layout join(Layout before, SplittableRandom random) {
      Tokens after = before.tokens().withNewcomer(perNode, random);
      return Layout.cutAtTokens(after, before.replicas());
    }

    @Override
    public Layout leave(Layout before, SplittableRandom random) {
      return Layout.cutAtTokens(before.tokens().withoutLast(), before.replicas());
    }

    @Override
    public Metadata metadata(Layout layout) {
      return Metadata.of(layout.tokens(), true);
    }

    @Override
    public long changeBytes(Layout before, Layout after) {
      return Metadata.ofNewTokens(before.tokens(), after.tokens());
    }
  }

  /**
   * Strategy 2 of the paper (§6.2): random tokens, and equal partitions that lie on the owners of
   * the next tokens after their end.
   *
   * @param perNode T, tokens of each node
   * @param partitions Q
   */
  record RandomTokensEqualPartitions(int perNode, int partitions) implements Strategy {

    @Override
    public Layout deal(int nodes, int replicas, SplittableRandom random) {
      return Layout.cutEqually(Tokens.scattered(nodes, perNode, random), partitions, replicas);
    }

    @Override
    public Layout join(Layout before, SplittableRandom random) {
      Tokens after = before.tokens().withNewcomer(perNode, random);
      return Layout.cutEqually(after, partitions, before.replicas());
    }

    @Override
    public Layout leave(Layout before, SplittableRandom random) {
      Tokens after = before.tokens().withoutLast();
      return Layout.cutEqually(after, partitions, before.replicas());
    }

    @Override
    public Metadata metadata(Layout layout) {
      return Metadata.of(layout.tokens(), true);
    }

    @Override
    public long changeBytes(Layout before, Layout after) {
      return Metadata.ofNewTokens(before.tokens(), after.tokens());
    }
  }

  /**
   * Strategy 3 of the paper (§6.2): equal partitions with a token at the end of each, dealt to
   * nodes at random, Q/S to each. Who joins steals tokens; who leaves has its own dealt to others
   * at random.
   *
   * @param partitions Q
   */
  record EqualShares(int partitions) implements Strategy {

    @Override
    public Layout deal(int nodes, int replicas, SplittableRandom random) {
      return Layout.cutAtTokens(Tokens.spacedShares(partitions, nodes, random), replicas);
    }

    @Override
    public Layout join(Layout before, SplittableRandom random) {
      return Layout.cutAtTokens(before.tokens().withThief(random), before.replicas());
    }

    @Override
    public Layout leave(Layout before, SplittableRandom random) {
      return Layout.cutAtTokens(before.tokens().withLastGivenAway(random), before.replicas());
    }

    @Override
    public Metadata metadata(Layout layout) {
      return Metadata.of(layout.tokens(), false);
    }

    @Override
    public long changeBytes(Layout before, Layout after) {
      return Metadata.ofNewOwners(before.tokens(), after.tokens());
    }
  }

  /**
   * The fourth cell of the table that the paper fills three of: Q/S tokens per node as in strategy
   * 3, but partitions from one token to the next as in strategy 1. The tokens lie at random places
   * and stay there; nodes that join steal some, and nodes that leave hand theirs on.
   *
   * @param tokens Q, of all nodes together
   */
  record SharedTokens(int tokens) implements Strategy {

    @Override
    public Layout deal(int nodes, int replicas, SplittableRandom random) {
      return Layout.cutAtTokens(Tokens.scatteredShares(tokens, nodes, random), replicas);
    }

    @Override
    public Layout join(Layout before, SplittableRandom random) {
      return Layout.cutAtTokens(before.tokens().withThief(random), before.replicas());
    }

    @Override
    public Layout leave(Layout before, SplittableRandom random) {
      return Layout.cutAtTokens(before.tokens().withLastGivenAway(random), before.replicas());
    }

    @Override
    public Metadata metadata(Layout layout) {
      return Metadata.of(layout.tokens(), true);
    }

    @Override
    public long changeBytes(Layout before, Layout after) {
      return Metadata.ofNewOwners(before.tokens(), after.tokens());
    }
  }
}
