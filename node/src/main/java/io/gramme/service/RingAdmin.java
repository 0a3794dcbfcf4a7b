package io.gramme.service;

import io.gramme.model.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/**
 * How an operator changes who is in the ring, and watches it happen. Thread-safe. Stages complete
 * within seconds, never exceptionally.
 */
public interface RingAdmin {

  /**
   * Makes the first ring, of nodes that run and have none, this node among them.
   *
   * @param members where they answer HTTP, each once
   */
  CompletionStage<Verdict> found(List<Endpoint> members);

  /** Has this node, which has no ring yet, stage its own join at a node that is in one. */
  CompletionStage<Verdict> join(Endpoint seed);

  /** Stages a change; nothing moves before it is committed. */
  CompletionStage<Verdict> stage(Order order);

  /** The changes that are staged. */
  CompletionStage<Verdict> staged();

  /** Drops all staged changes. */
  CompletionStage<Verdict> clear();

  /** What the staged changes would come to: moves, bytes, balance, and why they may not be. */
  CompletionStage<Verdict> plan();

  /**
   * Makes the staged changes the ring.
   *
   * @param plan the id that {@link #plan} showed: what is committed is what was looked at
   * @param force whether to commit what is refused otherwise, at the risk that the plan names
   */
  CompletionStage<Verdict> commit(String plan, boolean force);

  /** The partitions that move to this node, as a JSON tree. */
  SortedMap<String, Object> transfers();

  /** Keeps this node from fetching anything, across restarts, until {@link #resume}. */
  CompletionStage<Verdict> pause();

  /** Lets this node fetch again. */
  CompletionStage<Verdict> resume();

  /** What a node without a ring learns from this one: {@code charter}, in base64. */
  CompletionStage<Verdict> shared();

  /**
   * Takes what another node sends: {@code charter}, of a ring that names this one, in base64; or
   * {@code newcomer}, a node that wants to join, or if there is {@code replaces} to take the place
   * of that member.
   *
   * @throws IllegalArgumentException for anything else, in words
   */
  CompletionStage<Verdict> received(Map<String, Object> tree);
}
