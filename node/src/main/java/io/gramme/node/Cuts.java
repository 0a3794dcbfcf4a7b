package io.gramme.node;

import io.gramme.membership.PeerProbe;
import io.gramme.membership.Peers;
import io.gramme.membership.Peers.Peer;
import io.gramme.membership.ProbeAnswer;
import io.gramme.model.NodeId;
import io.gramme.service.NodeView;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter;

/**
 * Keeps a node from hearing some of its peers and them from hearing it, as a broken network would:
 * for trying out partitions on one machine, and only where {@code gramme.dev.faults} is on.
 *
 * <p>A cut is always both ways: the transport's test mode looks up a peer in the same direction
 * when it sends and when it receives, whatever direction it was told.
 *
 * <p>Changed by the guardian alone; probes may ask from any thread.
 */
final class Cuts {

  private final NodeView view;
  private final Set<Address> blackholed = new HashSet<>();
  private volatile Set<NodeId> cut = Set.of();

  /**
   * @param view where it is known which node answers at which front end
   */
  Cuts(NodeView view) {
    this.view = view;
  }

  /** A probe that hears nothing of who is cut off. */
  PeerProbe over(PeerProbe probe) {
    return (frontEnd, asker) -> isCut(frontEnd) ? nothing() : probe.probe(frontEnd, asker);
  }

  private boolean isCut(String frontEnd) {
    return cut.stream()
        .flatMap(peer -> view.book().addresses().of(peer).stream())
        .anyMatch(address -> address.http().equals(frontEnd));
  }

  private static CompletionStage<Optional<ProbeAnswer>> nothing() {
    return CompletableFuture.completedStage(Optional.empty());
  }

  /** Cuts off these peers and nobody else; whoever was cut off before is heard again. */
  void change(Set<NodeId> peers, Peers known, ActorSystem<?> system) {
    cut = Set.copyOf(peers);
    for (Address address : Set.copyOf(blackholed)) throttle(address, false, system);
    blackholed.clear();
    follow(known, system);
  }

  /** Cuts off the addresses that the peers have now. */
  void follow(Peers known, ActorSystem<?> system) {
    for (NodeId peer : cut) {
      known
          .peer(peer)
          .map(Peer::address)
          .map(AddressFromURIString::parse)
          .filter(blackholed::add)
          .ifPresent(address -> throttle(address, true, system));
    }
  }

  @SuppressWarnings(
      "deprecation") // The transport's test mode still takes the words of the old one.
  private static void throttle(Address address, boolean cutOff, ActorSystem<?> system) {
    var mode =
        cutOff
            ? ThrottlerTransportAdapter.blackholeThrottleMode()
            : ThrottlerTransportAdapter.unthrottledThrottleMode();
    var provider =
        (RemoteActorRefProvider) ((ExtendedActorSystem) Adapter.toClassic(system)).provider();
    provider
        .transport()
        .managementCommand(
            new ThrottlerTransportAdapter.SetThrottle(
                address, ThrottlerTransportAdapter.bothDirection(), mode));
  }
}
