package io.gramme.service;

import io.gramme.buckets.BucketCatalog;
import io.gramme.buckets.BucketCatalog.Place;
import io.gramme.buckets.BucketProperties;
import io.gramme.membership.BucketKeeper;
import io.gramme.model.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Reads the node's catalog, and has its keeper change it. */
public final class GossipedBuckets implements Buckets {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final NodeView view;
  private final ActorRef<BucketKeeper.Command> keeper;
  private final Scheduler scheduler;

  public GossipedBuckets(
      NodeView view, ActorRef<BucketKeeper.Command> keeper, Scheduler scheduler) {
    this.view = view;
    this.keeper = keeper;
    this.scheduler = scheduler;
  }

  @Override
  public Optional<BucketProperties> of(Bucket bucket) {
    return catalog().of(bucket);
  }

  @Override
  public Optional<BucketProperties> ofType(String type) {
    return catalog().ofType(type);
  }

  /** Before the catalog is read, requests are refused for the missing ring; types exist already. */
  private BucketCatalog catalog() {
    return view.catalog().orElse(BucketCatalog.EMPTY);
  }

  @Override
  public CompletionStage<Changed> change(Bucket bucket, Map<String, Object> change) {
    return ask(replyTo -> new BucketKeeper.Change(Place.of(bucket), change, replyTo));
  }

  @Override
  public SortedSet<String> types() {
    return catalog().types();
  }

  @Override
  public CompletionStage<Changed> changeType(String type, Map<String, Object> change) {
    return ask(replyTo -> new BucketKeeper.Change(Place.ofType(type), change, replyTo));
  }

  @Override
  public CompletionStage<Changed> reset(Bucket bucket) {
    return ask(replyTo -> new BucketKeeper.Reset(Place.of(bucket), replyTo));
  }

  private CompletionStage<Changed> ask(
      Function<ActorRef<BucketKeeper.Outcome>, BucketKeeper.Command> command) {
    return AskPattern.<BucketKeeper.Command, BucketKeeper.Outcome>ask(
            keeper, command::apply, TIMEOUT, scheduler)
        .handle(
            (outcome, failure) -> {
              if (failure != null) return Changed.TIMED_OUT;
              return outcome instanceof BucketKeeper.Done ? Changed.DONE : Changed.TOO_MANY;
            });
  }
}
