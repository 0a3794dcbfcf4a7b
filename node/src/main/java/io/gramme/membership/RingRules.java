package io.gramme.membership;

import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.Mark;
import io.gramme.ring.Plan;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What may become of a node's ring book by each command: either a page to learn, or a refusal in
 * words.
 *
 * @param self this node
 */
record RingRules(Candidate self) {

  /** More than one change for each of so many nodes would be no plan that anybody could read. */
  static final int MOST_STAGED = 256;

  /** What is to be done about a command. */
  sealed interface Ruling {}

  /** This is to be written into the book. */
  record Learn(RingBook page) implements Ruling {}

  /** It can not be done. */
  record Refuse(List<String> reasons) implements Ruling {

    static Refuse because(String reason) {
      return new Refuse(List.of(reason));
    }
  }

  Ruling found(RingBook book, List<Candidate> candidates, int partitions, int replicas) {
    if (!book.isBlank()) return Refuse.because("node " + self.id() + " has a ring already");
    if (candidates.stream().noneMatch(each -> each.id().equals(self.id())))
      return Refuse.because("node " + self.id() + " can not found a ring without itself");
    AddressBook addresses = AddressBook.EMPTY;
    for (Candidate each : candidates) addresses = addresses.with(each.id(), each.address());
    try {
      RingVersion first =
          RingVersion.first(
              candidates.stream().map(Candidate::member).toList(), partitions, replicas);
      return new Learn(RingBook.page(first.id()).with(first).with(addresses));
    } catch (IllegalArgumentException e) {
      return Refuse.because(e.getMessage());
    }
  }

  Ruling adopt(RingBook book, byte[] bytes) {
    try {
      Charter charter = Charter.of(bytes);
      if (book.isBlank() && !charter.names(self.id()))
        return Refuse.because("the ring does not name node " + self.id());
      if (!book.isBlank() && !book.root().equals(charter.page().root()))
        return Refuse.because("node " + self.id() + " has another ring, with root " + book.root());
      return new Learn(charter.page());
    } catch (MalformedBytesException e) {
      return Refuse.because(e.getMessage());
    }
  }

  /** A change whose newcomer, if any, is known by address. */
  Ruling stage(RingBook book, Change change, long nowMillis) {
    Optional<NodeId> newcomer = Staging.newcomerOf(change);
    if (newcomer.isPresent() && book.addresses().of(newcomer.get()).isEmpty())
      return Refuse.because("nobody knows where node " + newcomer.get() + " lives");
    return stage(book, change, AddressBook.EMPTY, nowMillis);
  }

  Ruling stageNewcomer(RingBook book, Change change, Candidate newcomer, long nowMillis) {
    if (Staging.newcomerOf(change).filter(newcomer.id()::equals).isEmpty())
      return Refuse.because("the change does not let node " + newcomer.id() + " in");
    return stage(
        book, change, AddressBook.EMPTY.with(newcomer.id(), newcomer.address()), nowMillis);
  }

  private Ruling stage(RingBook book, Change change, AddressBook addresses, long nowMillis) {
    Optional<String> objection = objection(book, change);
    if (objection.isPresent()) return Refuse.because(objection.get());
    Staging staging = book.staging().with(change, nowMillis, self.id());
    return new Learn(RingBook.page(book.root()).with(staging).with(addresses));
  }

  private static Optional<String> objection(RingBook book, Change change) {
    Optional<Ring> ring = book.ring();
    if (ring.isEmpty()) return Optional.of("there is no ring yet: found one, or join one");
    NodeId subject = Staging.subjectOf(change);
    boolean isJoin = change instanceof Change.Join;
    if (!isJoin && !ring.get().isMember(subject))
      return Optional.of("node " + subject + " is no member of the ring");
    Optional<NodeId> newcomer = Staging.newcomerOf(change);
    if (newcomer.filter(ring.get()::isMember).isPresent())
      return Optional.of("node " + newcomer.get() + " is a member of the ring already");
    Map<NodeId, Staging.Staged> others = new HashMap<>(book.staging().changes());
    others.remove(subject);
    for (Staging.Staged other : others.values()) {
      if (newcomer.isPresent() && Staging.newcomerOf(other.change()).equals(newcomer))
        return Optional.of("node " + newcomer.get() + " is staged to be let in otherwise already");
    }
    return others.size() < MOST_STAGED
        ? Optional.empty()
        : Optional.of(MOST_STAGED + " changes are staged: commit them first, or clear them");
  }

  Ruling clear(RingBook book, long nowMillis) {
    if (book.isBlank()) return Refuse.because("there is no ring yet");
    return new Learn(
        RingBook.page(book.root()).with(book.staging().withdrawn(nowMillis, self.id())));
  }

  /** Nothing is learned of a mark of a version that is not in force. */
  Learn mark(RingBook book, RingId of, int partition, Mark mark) {
    return new Learn(
        RingBook.page(book.root()).with(Progress.none(of).with(partition, self.id(), mark)));
  }

  /** Where a node lives that was let in or has come back. */
  Learn located(RingBook book, Candidate candidate) {
    return new Learn(
        RingBook.page(book.root())
            .with(AddressBook.EMPTY.with(candidate.id(), candidate.address())));
  }

  /** Whether another has taken this node's place while it was away, in words. */
  Optional<String> overtaken(RingBook book) {
    boolean isOvertaken =
        book.addresses().of(self.id()).filter(a -> a.compareTo(self.address()) > 0).isPresent();
    if (!isOvertaken) return Optional.empty();
    return book.addresses().judge(self) instanceof AddressBook.Stale stale
        ? Optional.of(stale.words())
        : Optional.empty();
  }

  /**
   * Whom to look for.
   *
   * @param hosts nodes of a ring that this one waits to be let into
   */
  FrontEnds frontEnds(RingBook book, Reception reception, AddressBook hosts) {
    Optional<Ring> ring = book.ring();
    if (ring.isEmpty())
      return new FrontEnds(0, 0, places(hosts, hosts.entries().keySet()), Map.of(), false);
    Set<NodeId> taking = ring.get().participants();
    Map<NodeId, String> participants = places(book.addresses(), taking);
    Map<NodeId, String> guests = places(book.addresses(), book.relevant());
    guests.keySet().removeAll(participants.keySet());
    boolean isAlone = taking.equals(Set.of(self.id()));
    boolean isLetIn = isAlone || reception.isWelcome() && overtaken(book).isEmpty();
    return new FrontEnds(
        ring.get().version().epoch(),
        taking.size(),
        participants,
        guests,
        taking.contains(self.id()) && isLetIn);
  }

  private Map<NodeId, String> places(AddressBook book, Set<NodeId> nodes) {
    Map<NodeId, String> places = new HashMap<>();
    for (NodeId node : nodes) {
      if (!node.equals(self.id())) book.of(node).ifPresent(at -> places.put(node, at.http()));
    }
    return places;
  }

  /** Whether somebody takes part whose address is not known. */
  boolean lacksAddresses(RingBook book) {
    return book.ring()
        .filter(
            ring ->
                ring.participants().stream()
                    .anyMatch(
                        node ->
                            !node.equals(self.id()) && book.addresses().of(node).isEmpty()))
        .isPresent();
  }

  /**
   * How this node stands to the ring.
   *
   * @param waiting what a node without a ring waits for, in words
   */
  Admittance admittance(RingBook book, Reception reception, String waiting) {
    Optional<String> refusal = overtaken(book).or(reception::refusal);
    if (refusal.isPresent()) return new Admittance(Admittance.Kind.REFUSED, refusal.get());
    Optional<Ring> ring = book.ring();
    if (ring.isEmpty()) return new Admittance(Admittance.Kind.RINGLESS, waiting);
    return ring.get().participants().contains(self.id())
        ? new Admittance(Admittance.Kind.MEMBER, "")
        : new Admittance(
            Admittance.Kind.OUTSIDER, "node " + self.id() + " takes no part in the ring");
  }
}
