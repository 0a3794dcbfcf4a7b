package io.gramme.membership;

import io.gramme.membership.RingProtocol.Gossip;
import io.gramme.membership.RingProtocol.Greeting;
import io.gramme.membership.RingProtocol.Introduce;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What one keeper says to the others. A peer that takes part is first told who this node is; only
 * one that has nothing against it is gossiped with. Used by the keeper's thread alone.
 */
final class Correspondence {

  private final Candidate self;
  private final IntUnaryOperator dice;
  private final ActorSystem<?> system;
  private final ActorRef<RingProtocol.Command> here;
  private final ActorRef<Greeting> greetings;
  private Peers peers = Peers.NONE;
  private Reception reception = Reception.NONE;
  private boolean isBarred;

  Correspondence(
      RingKeeper.Surroundings node,
      ActorSystem<?> system,
      ActorRef<RingProtocol.Command> here,
      ActorRef<Greeting> greetings) {
    this.self = node.self();
    this.dice = node.dice();
    this.system = system;
    this.here = here;
    this.greetings = greetings;
  }

  Reception reception() {
    return reception;
  }

  /** The peers have changed: whoever has come is spoken to at once. */
  void meet(Peers now, RingBook book) {
    Set<NodeId> before = peers.reachable();
    peers = now;
    reception = reception.among(now.reachable());
    for (NodeId peer : now.reachable()) if (!before.contains(peer)) open(peer, book);
  }

  /** A peer has said what it thinks of this node. */
  void greeted(Greeting greeting, RingBook book) {
    boolean isFirst = reception.isToBeTold(greeting.from());
    reception = reception.greeted(greeting.from(), greeting.objection());
    if (isFirst && !reception.isToBeTold(greeting.from())) open(greeting.from(), book);
  }

  /** This node must not gossip, or may again. */
  void bar(boolean barred) {
    isBarred = barred;
  }

  /** A second has passed: speaks to one peer, and again to those that have not let this node in. */
  void turn(RingBook book) {
    List<NodeId> reachable = new ArrayList<>(peers.reachable());
    if (reachable.isEmpty() || book.isBlank()) return;
    for (NodeId peer : reachable) if (isToBeTold(peer, book)) open(peer, book);
    NodeId chosen = reachable.get(dice.applyAsInt(reachable.size()));
    if (!isToBeTold(chosen, book)) open(chosen, book);
  }

  private void open(NodeId peer, RingBook book) {
    if (book.isBlank()) return;
    if (isToBeTold(peer, book)) door(peer).tell(new Introduce(self, greetings));
    else if (!isBarred) send(Letter.opening(book), door(peer));
  }

  private boolean isToBeTold(NodeId peer, RingBook book) {
    return book.ring().map(Ring::participants).filter(all -> all.contains(peer)).isPresent()
        && reception.isToBeTold(peer);
  }

  /** Tells everybody at once. */
  void spread(RingBook book, RingNews news) {
    if (isBarred) return;
    for (NodeId peer : peers.reachable()) {
      if (!isToBeTold(peer, book)) send(Letter.telling(book, news), door(peer));
    }
  }

  /** Answers a letter if there is anything to say. */
  void answer(Letter letter, RingBook book, ActorRef<RingProtocol.Command> replyTo) {
    if (isBarred) return;
    Optional<Letter> answer = letter.answer(book);
    answer.ifPresent(reply -> send(reply, replyTo));
  }

  private void send(Letter letter, ActorRef<RingProtocol.Command> to) {
    to.tell(
        new Gossip(self.id(), letter.digest(), RingPage.of(letter.news()), letter.turn(), here));
  }

  /** The keepers of all who take part and can be reached, this one among them. */
  List<ActorRef<RingProtocol.Command>> participants(RingBook book) {
    List<ActorRef<RingProtocol.Command>> doors = new ArrayList<>();
    doors.add(here);
    for (NodeId peer : book.ring().map(Ring::participants).orElse(Set.of())) {
      if (!peer.equals(self.id()) && peers.isReachable(peer)) doors.add(door(peer));
    }
    return doors;
  }

  private ActorRef<RingProtocol.Command> door(NodeId peer) {
    return peers
        .peer(peer)
        .map(
            there ->
                ActorRefResolver.get(system)
                    .<RingProtocol.Command>resolveActorRef(
                        there.address() + "/user/" + RingKeeper.PATH))
        .orElseGet(system::ignoreRef);
  }
}
