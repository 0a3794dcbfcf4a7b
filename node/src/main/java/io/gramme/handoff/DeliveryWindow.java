package io.gramme.handoff;

import io.gramme.handoff.DeliveryRound.Parcel;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a pass has on its way, and how much more may be. It opens with every hint that is confirmed,
 * so that a node that has just come back is not flooded.
 *
 * @param bounds of it
 * @param outstanding by request
 * @param progress of the pass
 */
public record DeliveryWindow(Bounds bounds, SortedMap<Long, Sent> outstanding, Progress progress) {

  /**
   * Bounds of what may be on its way.
   *
   * @param window hints, at least 1
   * @param windowBytes bytes of them, beyond which one hint may reach
   * @param patienceMillis how long each may take
   */
  public record Bounds(int window, long windowBytes, long patienceMillis) {}

  /** A parcel on its way. */
  record Sent(Parcel parcel, long deadlineMillis, boolean isStored) {

    Sent stored() {
      return new Sent(parcel, deadlineMillis, true);
    }
  }

  /**
   * Numbers of one pass.
   *
   * @param lastRequest that was used
   * @param confirmed hints that a replica has stored
   * @param removed those of them that are gone from here
   */
  public record Progress(long lastRequest, int confirmed, int removed) {}

  static DeliveryWindow begin(Bounds bounds, long lastRequest) {
    return new DeliveryWindow(bounds, new TreeMap<>(), new Progress(lastRequest, 0, 0));
  }

  /** With one more parcel on its way, under the next number. */
  DeliveryWindow sending(Parcel parcel, long nowMillis) {
    long request = progress.lastRequest() + 1;
    Sent sent = new Sent(parcel, nowMillis + bounds.patienceMillis(), false);
    return new DeliveryWindow(
            bounds, outstanding, new Progress(request, progress.confirmed(), progress.removed()))
        .with(request, sent);
  }

  /** With a parcel that a replica has stored. */
  DeliveryWindow stored(long request) {
    Progress more =
        new Progress(progress.lastRequest(), progress.confirmed() + 1, progress.removed());
    return new DeliveryWindow(bounds, outstanding, more)
        .with(request, outstanding.get(request).stored());
  }

  /** Without a parcel whose hint is removed. */
  DeliveryWindow removed(long request) {
    Progress more =
        new Progress(progress.lastRequest(), progress.confirmed(), progress.removed() + 1);
    return new DeliveryWindow(bounds, without(request).outstanding(), more);
  }

  /** Without a parcel whose hint stays. */
  DeliveryWindow without(long request) {
    SortedMap<Long, Sent> others = new TreeMap<>(outstanding);
    others.remove(request);
    return new DeliveryWindow(bounds, others, progress);
  }

  private DeliveryWindow with(long request, Sent sent) {
    SortedMap<Long, Sent> others = new TreeMap<>(outstanding);
    others.put(request, sent);
    return new DeliveryWindow(bounds, others, progress);
  }

  /** A parcel that no replica has stored yet. */
  Optional<Sent> unstored(long request) {
    return Optional.ofNullable(outstanding.get(request)).filter(sent -> !sent.isStored());
  }

  /** A parcel that a replica has stored. */
  Optional<Sent> confirmed(long request) {
    return Optional.ofNullable(outstanding.get(request)).filter(Sent::isStored);
  }

  /** Those on their way of which something is true, by request. */
  SortedMap<Long, Sent> those(Predicate<Sent> what) {
    SortedMap<Long, Sent> some = new TreeMap<>(outstanding);
    some.values().removeIf(what.negate());
    return some;
  }

  boolean isEmpty() {
    return outstanding.isEmpty();
  }

  /** Whether there is so much room that more hints are worth reading. */
  boolean isOpen() {
    return room() > 0 && room() >= allowed() / 2 && roomBytes() >= bounds.windowBytes() / 2;
  }

  /** How many more hints may be sent. */
  int room() {
    return allowed() - outstanding.size();
  }

  /** How many bytes of them, more or less. */
  long roomBytes() {
    return bounds.windowBytes()
        - outstanding.values().stream().mapToLong(sent -> sent.parcel().bytes()).sum();
  }

  private int allowed() {
    return Math.min(bounds.window(), progress.confirmed() + 1);
  }
}
