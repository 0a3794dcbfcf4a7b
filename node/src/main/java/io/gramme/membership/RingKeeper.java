package io.gramme.membership;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.config.NodeSettings;
import io.gramme.ring.Ring;
import io.gramme.ring.RingHistory;
import io.gramme.ring.RingVersion;
import io.gramme.wire.ControlMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Keeps the history of ring versions on this node's disk (Dynamo §4.8): the first comes from the
 * configuration, every later one from the disk.
 */
public final class RingKeeper
    extends EventSourcedBehavior<RingKeeper.Command, RingKeeper.Adopted, Optional<RingHistory>> {

  /** Where it lives. */
  public static final String PATH = "ring";

  public sealed interface Command {}

  /** There is no ring on disk yet: begin with the configured one. */
  private record BeginWith(RingVersion first) implements Command {}

  /** The journalled event: a version, in the binary form of the ring. */
  public record Adopted(byte[] version) implements ControlMessage {

    static Adopted of(RingVersion version) {
      ByteWriter out = ByteWriter.growing(1024);
      version.writeTo(out);
      return new Adopted(out.toByteArray());
    }

    RingVersion decoded() {
      return RingVersion.readFrom(ByteReader.of(version));
    }
  }

  /**
   * What the keeper is given.
   *
   * @param published told the ring in force once it is known, and at every change
   */
  public record Surroundings(NodeSettings.FirstRing configured, Consumer<Ring> published) {}

  private final ActorContext<Command> context;
  private final Surroundings node;

  public static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(context -> new RingKeeper(context, node));
  }

  private RingKeeper(ActorContext<Command> context, Surroundings node) {
    super(
        PersistenceId.ofUniqueId("ring"),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0.2));
    this.context = context;
    this.node = node;
  }

  @Override
  public Optional<RingHistory> emptyState() {
    return Optional.empty();
  }

  @Override
  public CommandHandler<Command, Adopted, Optional<RingHistory>> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(BeginWith.class, this::onBeginWith)
        .build();
  }

  @Override
  public EventHandler<Optional<RingHistory>, Adopted> eventHandler() {
    return (history, adopted) -> Optional.of(with(history, adopted.decoded()));
  }

  @Override
  public SignalHandler<Optional<RingHistory>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (history, signal) -> onRecovered(history))
        .build();
  }

  private static RingHistory with(Optional<RingHistory> history, RingVersion version) {
    return history.map(known -> known.adopt(version)).orElseGet(() -> RingHistory.of(version));
  }

  private void onRecovered(Optional<RingHistory> history) {
    if (history.isPresent()) {
      RingVersion onDisk = history.get().current();
      warnIfConfiguredOtherwise(onDisk);
      node.published().accept(Ring.of(onDisk));
    } else if (node.configured().members().isEmpty()) {
      context
          .getLog()
          .error("There is no ring on disk and gramme.ring.members is empty; name the members");
    } else {
      context.getSelf().tell(new BeginWith(configured()));
    }
  }

  private Effect<Adopted, Optional<RingHistory>> onBeginWith(
      Optional<RingHistory> history, BeginWith begin) {
    return Effect()
        .persist(Adopted.of(begin.first()))
        .thenRun(now -> node.published().accept(Ring.of(begin.first())));
  }

  private RingVersion configured() {
    NodeSettings.FirstRing first = node.configured();
    return RingVersion.first(
        first.members().stream().map(NodeSettings.RingMember::member).toList(),
        first.partitions(),
        first.replicas());
  }

  private void warnIfConfiguredOtherwise(RingVersion onDisk) {
    var configured =
        node.configured().members().stream().map(each -> each.member().id()).sorted().toList();
    var members = onDisk.members().stream().map(member -> member.id()).sorted().toList();
    if (!List.copyOf(configured).equals(members)) {
      context
          .getLog()
          .warn(
              "gramme.ring.members names {}, but the ring on disk has {}; the ring on disk holds",
              configured,
              members);
    }
  }
}
