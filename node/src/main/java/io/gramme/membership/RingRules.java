package io.gramme.membership;

import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.Mark;
import io.gramme.ring.Objection;
import io.gramme.ring.Plan;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What may become of a node's ring book by each command: either news to learn, or a refusal in
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
  record Learn(RingNews news) implements Ruling {}

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
      return new Learn(RingNews.about(first.id()).with(first).with(addresses));
    } catch (IllegalArgumentException e) {
      return Refuse.because(e.getMessage());
    }
  }

  Ruling adopt(RingBook book, byte[] bytes) {
    try {
      Charter charter = Charter.of(bytes);
      if (book.isBlank() && !charter.names(self.id()))
        return Refuse.because("the ring does not name node " + self.id());
      if (!book.isBlank() && !book.root().equals(charter.news().root()))
        return Refuse.because("node " + self.id() + " has another ring, with root " + book.root());
      return new Learn(charter.news());
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
    return new Learn(RingNews.about(book.root()).with(staging).with(addresses));
  }

  private static Optional<String> objection(RingBook book, Change change) {
    Optional<Ring> ring = book.ring();
    if (ring.isEmpty()) return Optional.of("there is no ring yet: found one, or join one");
    NodeId subject = change.subject();
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
        RingNews.about(book.root()).with(book.staging().withdrawn(nowMillis, self.id())));
  }

  /**
   * Whether a plan that was just made may be committed.
   *
   * @param lookedAt the plan that the operator has seen
   */
  Ruling commit(RingBook book, Plan plan, RingId lookedAt, boolean force, long nowMillis) {
    boolean isOfNow = book.ring().filter(ring -> ring.version().equals(plan.current())).isPresent();
    if (!isOfNow || !plan.id().equals(lookedAt))
      return Refuse.because(
          "plan " + lookedAt + " does not hold any more: look at the plan as it is now");
    if (!plan.mayBeCommitted(force))
      return new Refuse(plan.refusals().stream().map(Objection::sentence).toList());
    RingVersion version = plan.commit(self.id(), nowMillis, force);
    return new Learn(RingNews.about(book.root()).with(version));
  }

  /** Nothing is learned of a mark of a version that is not in force. */
  Learn mark(RingBook book, RingId of, int partition, Mark mark) {
    return new Learn(
        RingNews.about(book.root()).with(Progress.none(of).with(partition, self.id(), mark)));
  }

  /** What to make of a node that presents itself. */
  AddressBook.Verdict judge(RingBook book, Candidate candidate) {
    if (!candidate.id().equals(self.id())) return book.addresses().judge(candidate);
    return candidate.address().equals(self.address())
        ? new AddressBook.Plausible()
        : new AddressBook.Stale(new AddressBook.Moved(self.address()).words(candidate));
  }

  /** Whether a node may learn what it was told: one without a ring only a ring that names it. */
  boolean mayLearn(RingBook book, RingNews news) {
    if (!book.isBlank() || news.versions().isEmpty()) return true;
    return book.learn(news).ring().filter(this::takesPart).isPresent();
  }

  private boolean takesPart(Ring ring) {
    return ring.participants().contains(self.id());
  }

  /** Whether this node has been let in and has not yet said where it lives. */
  boolean isToSettle(RingBook book, Reception reception) {
    boolean isLetIn = reception.isWelcome() || isAlone(book);
    return isLetIn
        && book.ring().filter(this::takesPart).isPresent()
        && book.addresses().wants(self.id(), self.address());
  }

  private boolean isAlone(RingBook book) {
    return book.ring().filter(ring -> ring.participants().equals(Set.of(self.id()))).isPresent();
  }

  /** Where a node lives that was let in or has come back. */
  Learn located(RingBook book, Candidate candidate) {
    return new Learn(
        RingNews.about(book.root())
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
    Map<NodeId, String> guests = places(book.addresses(), book.addresses().entries().keySet());
    guests.keySet().removeAll(participants.keySet());
    boolean isLetIn = isAlone(book) || reception.isWelcome() && overtaken(book).isEmpty();
    return new FrontEnds(
        ring.get().version().epoch(),
        taking.size(),
        participants,
        guests,
        takesPart(ring.get()) && isLetIn);
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
                        node -> !node.equals(self.id()) && book.addresses().of(node).isEmpty()))
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
    return takesPart(ring.get())
        ? new Admittance(Admittance.Kind.MEMBER, "")
        : new Admittance(
            Admittance.Kind.OUTSIDER, "node " + self.id() + " takes no part in the ring");
  }
}
