package io.gramme.handoff;

import io.gramme.handoff.DeliveryRound.Cursor;
import io.gramme.handoff.DeliveryRound.Page;
import io.gramme.handoff.DeliveryRound.Parcel;
import io.gramme.handoff.HintRules.Recipient;
import io.gramme.model.Key;
import io.gramme.storage.HintStore.Hint;
import io.gramme.storage.HintStore.HintVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Takes one page out of a scan: so many hints at the most, and one at the least. For one scan. */
final class PageReading implements HintVisitor {

  /** The most hints looked at in one turn. */
  static final int MOST_LOOKED_AT = 1_000;

  private final int most;
  private final BiFunction<Place, Hint, Optional<Recipient>> recipients;
  private final List<Parcel> parcels = new ArrayList<>();
  private long room;
  private int lookedAt;
  private long oldestMillis = Long.MAX_VALUE;
  private Cursor last;
  private boolean isFull;

  /**
   * @param from where the scan begins
   * @param most hints, at least 1
   * @param bytes of them, beyond which one may reach
   * @param recipients who gets a hint now, if anybody
   */
  PageReading(
      Cursor from, int most, long bytes, BiFunction<Place, Hint, Optional<Recipient>> recipients) {
    this.last = from;
    this.most = most;
    this.room = bytes;
    this.recipients = recipients;
  }

  @Override
  public boolean visit(int partition, Key key, Hint hint, long storedBytes) {
    Place place = new Place(partition, key);
    long bytes = HintRules.bytesOf(key, hint);
    isFull = parcels.size() >= most || lookedAt >= MOST_LOOKED_AT || room <= 0;
    isFull |= !parcels.isEmpty() && bytes > room;
    if (isFull) return false;
    lookedAt++;
    last = new DeliveryRound.Behind(place);
    oldestMillis = Math.min(oldestMillis, hint.sinceMillis());
    Optional<Recipient> to = recipients.apply(place, hint);
    if (to.isEmpty()) return true;
    parcels.add(new Parcel(place, hint, bytes, to.get()));
    room -= bytes;
    return true;
  }

  /** The page, once the scan has ended. */
  Page page() {
    return new Page(parcels, isFull ? last : new DeliveryRound.End());
  }

  /** None that was looked at was kept before that; the end of time if there was none. */
  long oldestMillis() {
    return oldestMillis;
  }
}
