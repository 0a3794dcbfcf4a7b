package io.gramme.vnode;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.storage.Store;
import io.gramme.vnode.VnodeProtocol.ListSlice;
import io.gramme.vnode.VnodeProtocol.Listed;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the names of one slice of a listing, until it is full or so much was looked at that
 * others shall have their turn. What holds tombstones alone is not there. For one slice.
 */
final class ListingReader {

  /** As many bytes of values are read for one slice at the most, but for the last of them: 4 MiB */
  private static final long MOST_DATA_BYTES = 4 << 20;

  private final ListSlice list;
  private final List<Blob> names = new ArrayList<>();
  private Blob last;
  private boolean isEnd = true;
  private int looked;
  private long dataBytes;
  private long nameBytes;

  ListingReader(ListSlice list) {
    this.list = list;
    this.last = list.after();
  }

  /** Reads the slice. Throws as the store does. */
  Listed read(Store store, NodeId self, boolean knows) {
    if (list.asksForBuckets()) readBuckets(store);
    else readKeys(store);
    return new Listed(list.request(), self, names, last, isEnd, knows);
  }

  private void readKeys(Store store) {
    Bucket bucket = new Bucket(list.type(), list.bucket());
    if (last.size() == 0) store.forEachIn(bucket, this::takeKey);
    else
      store.forEachAfter(
          new Key(bucket, last),
          (key, record) -> key.bucket().equals(bucket) && takeKey(key, record));
  }

  private boolean takeKey(Key key, LocalRecord record) {
    if (isFull()) return stop();
    look(record);
    last = key.name();
    if (isThere(record)) add(key.name());
    return true;
  }

  /** From bucket to bucket, without going through the keys of those that are known to be there. */
  private void readBuckets(Store store) {
    Cursor cursor = new Cursor();
    do {
      if (isFull()) {
        stop();
        return;
      }
      cursor.found = false;
      if (last.size() == 0) store.forEachOf(list.type(), cursor);
      else store.forEachAfter(new Bucket(list.type(), last), cursor);
    } while (cursor.found);
  }

  /** Goes on to the first record that shows that its bucket is there. */
  private final class Cursor implements Store.RecordVisitor {
    private boolean found;

    @Override
    public boolean visit(Key key, LocalRecord record) {
      look(record);
      // A bucket that begins with so many tombstones may be said to be there: they soon go.
      if (!isThere(record) && !hasLookedEnough()) return true;
      found = true;
      last = key.bucket().name();
      add(last);
      return false;
    }
  }

  private void look(LocalRecord record) {
    looked++;
    dataBytes += record.siblings().dataBytes();
  }

  private static boolean isThere(LocalRecord record) {
    return !record.siblings().isEmpty() && !record.siblings().isDeleted();
  }

  private void add(Blob name) {
    names.add(name);
    nameBytes += name.size();
  }

  private boolean hasLookedEnough() {
    return looked >= ListSlice.MOST_LOOKED_AT || dataBytes >= MOST_DATA_BYTES;
  }

  private boolean isFull() {
    return names.size() >= list.limit()
        || nameBytes >= ListSlice.MOST_NAME_BYTES
        || hasLookedEnough();
  }

  private boolean stop() {
    isEnd = false;
    return false;
  }
}
