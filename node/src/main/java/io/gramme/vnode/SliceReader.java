package io.gramme.vnode;

import io.gramme.causality.LocalRecord;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Blob;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.storage.Store;
import io.gramme.vnode.VnodeProtocol.FetchSlice;
import io.gramme.vnode.VnodeProtocol.Parcel;
import io.gramme.vnode.VnodeProtocol.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the records of one slice during a scan, until it is full or has looked at so many that
 * others shall have their turn. A place in the partition is the key before it, so that it means the
 * same on every node. For one slice.
 */
final class SliceReader implements Store.RecordVisitor {

  private final FetchSlice fetch;
  private final List<Parcel> parcels = new ArrayList<>();
  private Blob last;
  private boolean isEnd = true;
  private int looked;
  private long bytes;

  SliceReader(FetchSlice fetch) {
    this.fetch = fetch;
    this.last = fetch.after();
  }

  @Override
  public boolean visit(Key key, LocalRecord record) {
    if (looked == Slice.MOST_LOOKED_AT) return stop();
    if (fetch.asksFor(record.terms())) {
      long more = bytes(key, record);
      if (!parcels.isEmpty() && bytes + more > fetch.bytesLimit()) return stop();
      bytes += more;
      parcels.add(new Parcel(key, record.siblings(), record.terms()));
    }
    looked++;
    last = place(key);
    return true;
  }

  private boolean stop() {
    isEnd = false;
    return false;
  }

  boolean isEnd() {
    return isEnd;
  }

  /** The last key that was looked at; of a slice that is not the end there is one. */
  Key last() {
    return key(last);
  }

  Slice slice(NodeId self, long bytesLeft) {
    return new Slice(fetch.request(), self, parcels, last, isEnd, bytes, bytesLeft);
  }

  /** The place after a key. */
  static Blob place(Key key) {
    ByteWriter out = ByteWriter.growing(64);
    VnodeSerializer.writeKey(key, out);
    return Blob.wrap(out.toByteArray());
  }

  /**
   * The key before a place.
   *
   * @throws MalformedBytesException if {@link #place} did not make it
   */
  static Key key(Blob place) {
    ByteReader in = ByteReader.of(place.bytes());
    Key key = VnodeSerializer.readKey(in);
    in.expectEnd();
    return key;
  }

  private static long bytes(Key key, LocalRecord record) {
    ByteWriter out = ByteWriter.growing(256 + (int) record.siblings().dataBytes());
    VnodeSerializer.writeParcel(new Parcel(key, record.siblings(), record.terms()), out);
    return out.toByteArray().length;
  }
}
