package io.gramme.membership;

import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import java.util.List;
import java.util.Optional;

/**
 * What a keeper tells its own node, each thing only when it has changed. Used by the keeper's
 * thread alone.
 */
final class Announcements {

  private final RingKeeper.Surroundings node;
  private Optional<Ring> ring = Optional.empty();
  private FrontEnds frontEnds = FrontEnds.NONE;
  private Admittance admittance = Admittance.UNKNOWN;

  Announcements(RingKeeper.Surroundings node) {
    this.node = node;
  }

  void book(RingBook book) {
    node.book().accept(book);
    if (book.ring().equals(ring)) return;
    ring = book.ring();
    ring.ifPresent(node.published());
  }

  void frontEnds(FrontEnds now) {
    if (now.equals(frontEnds)) return;
    frontEnds = now;
    node.frontEnds().accept(now);
  }

  /** Says whether there is anything new. */
  boolean admittance(Admittance now) {
    if (now.equals(admittance)) return false;
    admittance = now;
    node.admittance().accept(now);
    return true;
  }

  /** Versions that have lost against another since {@code before}. */
  static List<RingVersion> newlySuperseded(RingBook before, RingBook now) {
    List<RingVersion> known = before.superseded();
    return now.superseded().stream().filter(version -> !known.contains(version)).toList();
  }
}
