package io.gramme.service;

import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.service.Listing.BucketNames;
import io.gramme.service.Listing.Mark;
import io.gramme.service.Listing.Page;
import io.gramme.service.Listing.Subject;
import io.gramme.vnode.VnodeProtocol.ListSlice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * How one page of a listing is made: pure. Every partition is asked of one of its replicas, of the
 * next one if that fails or does not know the partition, and given up when none is left.
 *
 * <p>Keys are taken as they come, until the page is full. A bucket is in many partitions: all are
 * gone through for every page, and of all names after the mark the page keeps the first.
 *
 * <p>Not thread-safe.
 */
final class Sweep {

  /** What is to be done next. */
  sealed interface Step {}

  /** A replica is to be asked; what came of it is told to the sweep. */
  record Ask(int partition, NodeId node, Blob after, int limit) implements Step {}

  record Done(Page page) implements Step {}

  private final Subject subject;
  private final Mark from;
  private final int max;
  private final int partitions;
  private final IntFunction<List<NodeId>> replicas;
  private final Collection<Blob> names;
  private final List<Integer> uncovered = new ArrayList<>();
  private final Deque<NodeId> untried = new ArrayDeque<>();
  private final Deque<NodeId> doubting = new ArrayDeque<>();
  private int partition;
  private Blob place;
  private boolean isResigned;
  private boolean isMore;

  /**
   * @param max names
   * @param partitions of the ring
   * @param replicas of each partition that can be asked, the best first
   */
  Sweep(Subject subject, Mark from, int max, int partitions, IntFunction<List<NodeId>> replicas) {
    this.subject = subject;
    this.from = from;
    this.max = max;
    this.partitions = partitions;
    this.replicas = replicas;
    this.names = ofBuckets() ? new TreeSet<>() : new ArrayList<>();
    enter(from.partition(), from.after());
  }

  Step next() {
    while (!isDone()) {
      if (!untried.isEmpty()) return new Ask(partition, untried.element(), place, limit());
      if (isResigned) leave();
      else resign();
    }
    return new Done(page());
  }

  /** The replica that was to be asked has answered. */
  void onListed(List<Blob> more, Blob last, boolean isEnd, boolean knows) {
    if (!knows && !isResigned) {
      doubting.add(untried.remove());
      return;
    }
    place = last;
    names.addAll(more);
    if (isEnd) leave();
    else if (ofBuckets()) skipWhatComesTooLate();
  }

  /** The replica that was to be asked has refused, or was silent. */
  void onFailure() {
    untried.remove();
  }

  private boolean ofBuckets() {
    return subject instanceof BucketNames;
  }

  private boolean isDone() {
    return partition >= partitions || !ofBuckets() && names.size() >= max;
  }

  private int limit() {
    int room = ofBuckets() ? max : max - names.size();
    return Math.min(ListSlice.MOST_NAMES, room);
  }

  private void enter(int next, Blob after) {
    partition = next;
    place = after;
    isResigned = false;
    untried.clear();
    doubting.clear();
    if (next < partitions) untried.addAll(replicas.apply(next));
  }

  private void leave() {
    trim();
    enter(partition + 1, ofBuckets() ? from.after() : Blob.EMPTY);
  }

  /** No replica knows the partition: what those have that are in doubt is better than nothing. */
  private void resign() {
    isResigned = true;
    uncovered.add(partition);
    untried.addAll(doubting);
    doubting.clear();
  }

  /** Once the page is full of names before those that are still to come, they are not wanted. */
  private void skipWhatComesTooLate() {
    trim();
    TreeSet<Blob> first = (TreeSet<Blob>) names;
    if (first.size() < max || first.last().compareTo(place) > 0) return;
    isMore = true;
    leave();
  }

  private void trim() {
    if (!(names instanceof TreeSet<Blob> first)) return;
    while (first.size() > max) {
      first.pollLast();
      isMore = true;
    }
  }

  private Page page() {
    List<Blob> all = List.copyOf(names);
    boolean isWhole = from.isWhole() && uncovered.isEmpty();
    if (!ofBuckets())
      return new Page(all, new Mark(partition, place, isWhole), partition >= partitions, uncovered);
    Blob last = all.isEmpty() ? from.after() : all.get(all.size() - 1);
    return new Page(all, new Mark(0, last, isWhole), !isMore, uncovered);
  }
}
