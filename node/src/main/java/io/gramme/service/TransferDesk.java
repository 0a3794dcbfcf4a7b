package io.gramme.service;

import io.gramme.model.NodeId;
import io.gramme.transfer.Transfers;
import io.gramme.transfer.TransfersView;
import io.gramme.transfer.TransfersView.Incoming;
import io.gramme.transfer.TransfersView.Outgoing;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Shows an operator the transfers of this node, and holds them up.
 *
 * @param view where they publish how they stand
 * @param transfers who moves partitions here
 * @param scheduler of the actor system
 */
public record TransferDesk(
    NodeView view, ActorRef<Transfers.Command> transfers, Scheduler scheduler)
    implements TransferControl {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Override
  public SortedMap<String, Object> tree() {
    TransfersView now = view.transfers();
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("paused", now.isPaused());
    tree.put("transfers", now.incoming().stream().map(TransferDesk::incoming).toList());
    tree.put("outgoing", outgoing(now.outgoing()));
    return tree;
  }

  private static SortedMap<String, Object> incoming(Incoming each) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("partition", each.partition());
    tree.put("from", each.from().stream().map(NodeId::value).collect(Collectors.joining(",")));
    tree.put("to", each.to().value());
    tree.put("stage", each.phase().name().toLowerCase(Locale.ROOT));
    tree.put("keys", each.keys());
    tree.put("bytes", each.bytes());
    tree.put("bytes_per_second", each.bytesPerSecond());
    tree.put("eta_seconds", each.etaSeconds());
    tree.put("last_error", each.trouble());
    return tree;
  }

  private static SortedMap<String, Object> outgoing(Outgoing outgoing) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("partitions_not_looked_at", outgoing.unseen());
    tree.put("partitions_unfinished", outgoing.unfinished());
    tree.put("records_let_go", outgoing.shed());
    tree.put("last_error", outgoing.trouble());
    return tree;
  }

  @Override
  public CompletionStage<Boolean> pause(boolean isPaused) {
    return AskPattern.<Transfers.Command, TransfersView>ask(
            transfers,
            replyTo -> isPaused ? new Transfers.Pause(replyTo) : new Transfers.Resume(replyTo),
            PATIENCE,
            scheduler)
        .handle((now, failure) -> failure == null && now.isPaused() == isPaused);
  }
}
