package io.gramme.membership;

import io.gramme.model.NodeId;
import io.gramme.ring.Member;
import io.gramme.ring.RingVersion;
import java.util.List;
import java.util.stream.Stream;

/** The nodes of this package's tests. */
final class Nodes {

  static final NodeId ANN = new NodeId("ann");
  static final NodeId BOB = new NodeId("bob");
  static final NodeId CAT = new NodeId("cat");
  static final NodeId DAN = new NodeId("dan");
  static final NodeId EVE = new NodeId("eve");
  static final List<NodeId> ALL = List.of(ANN, BOB, CAT, DAN, EVE);

  private Nodes() {}

  /** A node at its usual place, at its start of that number. */
  static Candidate candidate(NodeId id, long startCount) {
    return new Candidate(id, 100, "", id + ":8098", "disk-of-" + id, startCount);
  }

  static Address address(NodeId id, long startCount) {
    return candidate(id, startCount).address();
  }

  static AddressBook addresses(NodeId... ids) {
    AddressBook book = AddressBook.EMPTY;
    for (NodeId id : ids) book = book.with(id, address(id, 1));
    return book;
  }

  static RingVersion first(NodeId... ids) {
    return RingVersion.first(Stream.of(ids).map(Member::of).toList(), 8, 2);
  }

  /** The book of a ring that these have founded. */
  static RingBook founded(NodeId... ids) {
    RingVersion first = first(ids);
    return RingBook.BLANK.learn(RingNews.about(first.id()).with(first).with(addresses(ids)));
  }
}
