package io.gramme.transfer;

import io.gramme.admission.Admission;
import io.gramme.admission.Work;
import io.gramme.model.Blob;
import io.gramme.model.Durability;
import io.gramme.ring.Gain;
import io.gramme.transfer.Checkpoint.Stored;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Parcel;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Streams a partition from one node into this one's replica: a slice is fetched when there is a
 * slice of time for it, and the next one while the records of this one are stored. Back-pressure
 * reaches from the disk here to the source, of which nothing is asked that has no room.
 *
 * @param partition that moves
 * @param gain which of its keys
 * @param here the door to this node's vnodes
 * @param there the door to the source's
 * @param settings bounds
 * @param wallMillis the wall clock, for deadlines
 */
record SliceStream(
    ActorSystem<?> system,
    int partition,
    Gain gain,
    ActorRef<VnodeProtocol.Command> here,
    ActorRef<VnodeProtocol.Command> there,
    ActorRef<Admission.Command> admission,
    TransferSettings settings,
    LongSupplier wallMillis) {

  private static final int MERGES_AT_ONCE = 8;

  /** Under a heavy load there are few slices, and many may wait for them. */
  private static final Duration PATIENCE_FOR_SLICES = Duration.ofMinutes(1);

  /** Told of what is stored, in order, and then once how it ended; on any thread. */
  interface Listener {
    void stored(Stored slice);

    void failed(String why);
  }

  /** Somebody refused, or gave an answer to another question. */
  private static final class UnexpectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnexpectedException(String message) {
      super(message);
    }
  }

  /** Starts; the switch stops it, and then nothing more is told but perhaps that it failed. */
  UniqueKillSwitch run(Blob after, Listener listener) {
    Pair<UniqueKillSwitch, CompletionStage<Done>> running =
        Source.unfoldAsync(Optional.of(after), this::next)
            .viaMat(KillSwitches.single(), Keep.right())
            .buffer(1, OverflowStrategy.backpressure())
            .mapAsync(1, this::store)
            .toMat(Sink.foreach(listener::stored), Keep.both())
            .run(system);
    running
        .second()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) listener.failed(inWords(failure));
            });
    return running.first();
  }

  /**
   * The next slice and where the one after it begins.
   *
   * @param from empty if there is none
   */
  private CompletionStage<Optional<Pair<Optional<Blob>, Slice>>> next(Optional<Blob> from) {
    if (from.isEmpty()) return CompletableFuture.completedFuture(Optional.empty());
    return sliceOfTime()
        .thenCompose(granted -> fetch(from.get()))
        .thenApply(
            slice ->
                Optional.of(
                    Pair.create(
                        Optional.of(slice.last()).filter(last -> !slice.isEnd()), slice)));
  }

  private CompletionStage<Admission.Granted> sliceOfTime() {
    CompletionStage<Admission.Answer> answer =
        AskPattern.ask(
            admission,
            replyTo -> new Admission.Ask(Work.TRANSFER, replyTo),
            PATIENCE_FOR_SLICES,
            system.scheduler());
    return answer.thenApply(
        each -> {
          if (each instanceof Admission.Granted granted) return granted;
          throw new UnexpectedException("too much background work waits here");
        });
  }

  private CompletionStage<Slice> fetch(Blob after) {
    return ask(
            there,
            replyTo ->
                new VnodeProtocol.FetchSlice(
                    0,
                    partition,
                    after,
                    settings.sliceBytes(),
                    gain.leastReplicas(),
                    gain.mostReplicas(),
                    deadline(),
                    replyTo))
        .thenApply(reply -> expected(Slice.class, reply));
  }

  /**
   * Stores the records of a slice: the last one synced when the others are written, which makes all
   * of them last.
   */
  private CompletionStage<Stored> store(Slice slice) {
    List<Parcel> parcels = slice.parcels();
    var stored =
        new Stored(
            slice.last(), slice.isEnd(), parcels.size(), slice.bytes(), slice.bytesLeft());
    if (parcels.isEmpty()) return CompletableFuture.completedFuture(stored);
    int last = parcels.size() - 1;
    return Source.from(parcels.subList(0, last))
        .mapAsync(MERGES_AT_ONCE, parcel -> merge(parcel, Durability.OS))
        .run(system)
        .thenCompose(done -> merge(parcels.get(last), Durability.SYNC))
        .thenApply(done -> stored);
  }

  private CompletionStage<VnodeProtocol.Stored> merge(Parcel parcel, Durability durability) {
    return ask(
            here,
            replyTo ->
                new VnodeProtocol.Merge(
                    0,
                    partition,
                    parcel.key(),
                    parcel.siblings(),
                    parcel.terms(),
                    Occasion.TRANSFER,
                    durability,
                    deadline(),
                    replyTo))
        .thenApply(reply -> expected(VnodeProtocol.Stored.class, reply));
  }

  private CompletionStage<Reply> ask(
      ActorRef<VnodeProtocol.Command> door,
      Function<ActorRef<Reply>, VnodeProtocol.Command> command) {
    return AskPattern.ask(door, command::apply, settings.patience(), system.scheduler());
  }

  private static <T extends Reply> T expected(Class<T> type, Reply reply) {
    if (type.isInstance(reply)) return type.cast(reply);
    if (reply instanceof Refused refused)
      throw new UnexpectedException(refused.from() + " refused: " + refused.why());
    throw new UnexpectedException(reply.from() + " answered something else");
  }

  private long deadline() {
    return wallMillis.getAsLong() + settings.patience().toMillis();
  }

  private static String inWords(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) cause = cause.getCause();
    return cause instanceof UnexpectedException ? cause.getMessage() : "no answer: " + cause;
  }
}
