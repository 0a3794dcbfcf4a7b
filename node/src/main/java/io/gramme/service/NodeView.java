package io.gramme.service;

import io.gramme.admission.AdmissionView;
import io.gramme.antientropy.AntiEntropyView;
import io.gramme.buckets.BucketCatalog;
import io.gramme.handoff.HintsView;
import io.gramme.membership.Admittance;
import io.gramme.membership.Peers;
import io.gramme.membership.ProbeAnswer;
import io.gramme.membership.RingBook;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.transfer.TransfersView;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the node knows now, for those who are not actors: each part is published by the actor that
 * owns it and read by any thread.
 */
public final class NodeView {

  private volatile Ring ring;
  private volatile RingBook book;
  private volatile Admittance admittance = Admittance.UNKNOWN;
  private volatile String waitingFor = "";
  private volatile SortedMap<NodeId, ProbeAnswer> heard = Collections.emptySortedMap();
  private volatile BucketCatalog catalog;
  private volatile Peers peers = Peers.NONE;
  private volatile ProbeAnswer self;
  private volatile boolean settled;
  private volatile AntiEntropyView antiEntropy = AntiEntropyView.NONE;
  private volatile AdmissionView admission;
  private volatile HintsView hints = HintsView.NONE;
  private volatile TransfersView transfers = TransfersView.NONE;

  public void publishRing(Ring now) {
    ring = now;
  }

  public void publishBook(RingBook now) {
    book = now;
  }

  /** What the node knows of its ring; blank where there is none, and until it is read from disk. */
  public RingBook book() {
    return isBookRead() ? book : RingBook.BLANK;
  }

  /** Whether what the node knows of its ring is read from disk. */
  public boolean isBookRead() {
    return book != null;
  }

  public void publishAdmittance(Admittance now) {
    admittance = now;
  }

  /** How the node stands to its ring. */
  public Admittance admittance() {
    return admittance;
  }

  /**
   * The node has asked a seed to be let into its ring.
   *
   * @param words what it waits for now
   */
  public void publishWaitingFor(String words) {
    waitingFor = words;
  }

  /** What a node without a ring waits for since it asked to be let in; empty if it did not ask. */
  public String waitingFor() {
    return waitingFor;
  }

  public void publishHeard(SortedMap<NodeId, ProbeAnswer> now) {
    heard = now;
  }

  /** What each peer last said of itself. */
  public SortedMap<NodeId, ProbeAnswer> heard() {
    return heard;
  }

  public void publishCatalog(BucketCatalog now) {
    catalog = now;
  }

  public void publishPeers(Peers now) {
    peers = now;
  }

  public void publishSelf(ProbeAnswer now) {
    self = now;
  }

  public void publishSettled() {
    settled = true;
  }

  public void publishAntiEntropy(AntiEntropyView now) {
    antiEntropy = now;
  }

  public void publishTransfers(TransfersView now) {
    transfers = now;
  }

  /** The partitions that move to and from this node; nothing until it is known. */
  public TransfersView transfers() {
    return transfers;
  }

  public void publishHints(HintsView now) {
    hints = now;
  }

  /** What is kept for other nodes; nothing until it is known. */
  public HintsView hints() {
    return hints;
  }

  public void publishAdmission(AdmissionView now) {
    admission = now;
  }

  /** How comparisons with other replicas stand; nothing until it is known. */
  public AntiEntropyView antiEntropy() {
    return antiEntropy;
  }

  /** How much background work may be done; empty until it was looked at once. */
  public Optional<AdmissionView> admission() {
    return Optional.ofNullable(admission);
  }

  /** Whether the peers have had time to notice this node since it started. */
  public boolean isSettled() {
    return settled;
  }

  /** Empty until it has been read from disk. */
  public Optional<Ring> ring() {
    return Optional.ofNullable(ring);
  }

  /** Empty until it has been read from disk. */
  public Optional<BucketCatalog> catalog() {
    return Optional.ofNullable(catalog);
  }

  public Peers peers() {
    return peers;
  }

  /** Empty until the membership runs. */
  public Optional<ProbeAnswer> self() {
    return Optional.ofNullable(self);
  }
}
