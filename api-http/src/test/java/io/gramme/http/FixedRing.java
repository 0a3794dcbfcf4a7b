package io.gramme.http;

import io.gramme.model.Endpoint;
import io.gramme.service.Order;
import io.gramme.service.RingAdmin;
import io.gramme.service.Verdict;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says of every order what it has heard, but refuses whatever has to do with the node eve. */
final class FixedRing implements RingAdmin {

  private static CompletionStage<Verdict> heard(String what, Object said) {
    String text = String.valueOf(said);
    if (text.contains("eve"))
      return CompletableFuture.completedStage(
          new Verdict.Refused(List.of("eve is not asked", "nor anybody like her")));
    if (text.contains("mute"))
      return CompletableFuture.completedStage(new Verdict.Silent("the node at mute:1"));
    return CompletableFuture.completedStage(
        new Verdict.Done(new TreeMap<>(Map.of("heard", what + " " + text))));
  }

  @Override
  public CompletionStage<Verdict> found(List<Endpoint> members) {
    return heard("found", members);
  }

  @Override
  public CompletionStage<Verdict> join(Endpoint seed) {
    return heard("join", seed);
  }

  @Override
  public CompletionStage<Verdict> stage(Order order) {
    return heard("stage", order);
  }

  @Override
  public CompletionStage<Verdict> staged() {
    return heard("staged", "");
  }

  @Override
  public CompletionStage<Verdict> clear() {
    return heard("clear", "");
  }

  @Override
  public CompletionStage<Verdict> plan() {
    return heard("plan", "");
  }

  @Override
  public CompletionStage<Verdict> commit(String plan, boolean force) {
    return heard("commit", plan + " " + force);
  }

  @Override
  public SortedMap<String, Object> transfers() {
    return new TreeMap<>(Map.of("paused", false));
  }

  @Override
  public CompletionStage<Verdict> pause() {
    return heard("pause", "");
  }

  @Override
  public CompletionStage<Verdict> resume() {
    return heard("resume", "");
  }

  @Override
  public CompletionStage<Verdict> shared() {
    return heard("shared", "");
  }

  @Override
  public CompletionStage<Verdict> received(Map<String, Object> tree) {
    return heard("received", tree);
  }
}
