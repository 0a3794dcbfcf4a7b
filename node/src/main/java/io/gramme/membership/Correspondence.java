package io.gramme.membership;

import io.gramme.membership.RingGossip.Gossip;
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
 * What one node says about the ring to the others. A peer that takes part is first told who this
 * node is; only one that has nothing against it is gossiped with. Used by one actor's thread alone.
 */
final class Correspondence {

  private final Candidate self;
  private final IntUnaryOperator dice;
  private final ActorSystem<?> system;
  private final ActorRef<RingGossip.Command> here;
  private final ActorRef<Greeting> greetings;
  private Peers peers = Peers.NONE;
  private Reception reception = Reception.NONE;
  private boolean isBarred;

  Correspondence(
      RingGossip.Surroundings node,
      ActorSystem<?> system,
      ActorRef<RingGossip.Command> here,
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
    if (isToBeTold(peer, book)) keeper(peer).tell(new Introduce(self, greetings));
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
  void answer(Letter letter, RingBook book, ActorRef<RingGossip.Command> replyTo) {
    if (isBarred) return;
    Optional<Letter> answer = letter.answer(book);
    answer.ifPresent(reply -> send(reply, replyTo));
  }

  private void send(Letter letter, ActorRef<RingGossip.Command> to) {
    to.tell(
        new Gossip(self.id(), letter.digest(), RingPage.of(letter.news()), letter.turn(), here));
  }

  private ActorRef<RingGossip.Command> door(NodeId peer) {
    return RingGossip.door(peers, peer, system);
  }

  private ActorRef<RingProtocol.Command> keeper(NodeId peer) {
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
