package io.gramme.client;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The values of one type under their keys; each operation waits for its end. Immutable and
 * thread-safe. {@link #async} has the same operations without the waiting.
 *
 * <p><b>What may happen twice.</b> An answer can be lost after the work was done, so an operation
 * that is tried again may be done twice.
 *
 * <ul>
 *   <li>A read twice is a read.
 *   <li>A write with a context is repeated. In a bucket that keeps siblings the repetition may
 *       leave two siblings with the same bytes, which every read makes one again, and the next
 *       write with its context removes. In a bucket that keeps the last write, the repetition may
 *       come after a write of somebody else and hide it; there every two writers may hide each
 *       other, so use siblings where each write matters.
 *   <li>A write without a context (a blind one) says nothing of what it means to replace. It is
 *       repeated only if no node can have seen the first attempt, which is when no connection came
 *       about, or if {@link Options#repeatingBlindWrites} allows it. Otherwise its {@link
 *       UnavailableException} says that it may be done: read, and decide.
 * </ul>
 *
 * <p>Every operation throws {@link BusyClientException} and {@link ClosedClientException} without
 * sending anything, {@link UnavailableException} when all attempts failed, {@link
 * RefusedRequestException} for a bucket type that does not exist or counts beyond N, and {@link
 * MalformedAnswerException}.
 *
 * @param <T> the values
 */
public final class Bucket<T> {

  private final AsyncBucket<T> async;

  Bucket(AsyncBucket<T> async) {
    this.async = async;
  }

  /** The same bucket with operations that do not wait. */
  public AsyncBucket<T> async() {
    return async;
  }

  /** The same bucket with a resolver of siblings. */
  public Bucket<T> resolving(Resolver<T> resolver) {
    return new Bucket<>(async.resolving(resolver));
  }

  /** The same bucket with options for its requests in place of those it has. */
  public Bucket<T> with(Options options) {
    return new Bucket<>(async.with(options));
  }

  /** Which bucket this is. */
  public BucketName name() {
    return async.name();
  }

  /**
   * Reads a key.
   *
   * @throws UnreadableValueException if the codec can not read what is stored
   * @throws TooLargeException if all siblings together are larger than this client takes
   */
  public Found<T> get(Name key) {
    return ended(async.get(key));
  }

  /** {@link #get(Name)} of a key that is text. */
  public Found<T> get(String key) {
    return get(Name.of(key));
  }

  /**
   * Writes a key.
   *
   * @param seen the context of the read that this write takes into account, whose values it
   *     replaces
   * @throws TooLargeException if the value is larger than this client or the server takes
   * @throws TooManySiblingsException if the key has too many siblings to add one
   * @throws UnreadableValueException if the codec has no bytes for the value
   */
  public void put(Name key, T value, Context seen) {
    ended(async.put(key, value, seen));
  }

  /** {@link #put(Name, Object, Context)} of a key that is text. */
  public void put(String key, T value, Context seen) {
    put(Name.of(key), value, seen);
  }

  /** Writes a key blindly: beside what is there where siblings are kept, else over it. */
  public void put(Name key, T value) {
    put(key, value, Context.NONE);
  }

  /** {@link #put(Name, Object)} of a key that is text. */
  public void put(String key, T value) {
    put(Name.of(key), value);
  }

  /**
   * Deletes a key, or does nothing if it has no value.
   *
   * @param seen the context of the read whose values are deleted; what was written without it stays
   */
  public void delete(Name key, Context seen) {
    ended(async.delete(key, seen));
  }

  /** {@link #delete(Name, Context)} of a key that is text. */
  public void delete(String key, Context seen) {
    delete(Name.of(key), seen);
  }

  /** Deletes whatever the server finds under a key; a blind write. */
  public void delete(Name key) {
    delete(key, Context.NONE);
  }

  /** {@link #delete(Name)} of a key that is text. */
  public void delete(String key) {
    delete(Name.of(key));
  }

  /**
   * Reads a key, changes the value, and writes it with the context of the read, so that siblings
   * become one.
   *
   * <pre>{@code
   * carts.update("ann", Cart.EMPTY, cart -> cart.plus("bread"));
   * }</pre>
   *
   * <p>Nothing is locked. Somebody who updates the same key at the same time makes a sibling in a
   * bucket that keeps them, and the next reader's resolver sees both; in a bucket that keeps the
   * last write, one of the two is lost. A repeated attempt sends the same bytes with the same
   * context and does not apply the change anew, so that what it adds is not added twice; only when
   * the server refused the write for its siblings is all of it done anew, up to three times. Over a
   * key that was never written the first write is blind and repeated as such.
   *
   * @param ifAbsent what is changed where there is no value
   * @param change makes the new value of the old one; what it throws is thrown here
   * @return what was written
   * @throws UnresolvedSiblingsException if there are siblings and the bucket has no resolver
   */
  public T update(Name key, T ifAbsent, UnaryOperator<T> change) {
    return ended(async.update(key, ifAbsent, change));
  }

  /** {@link #update(Name, Object, UnaryOperator)} of a key that is text. */
  public T update(String key, T ifAbsent, UnaryOperator<T> change) {
    return update(Name.of(key), ifAbsent, change);
  }

  /**
   * One page of the bucket's keys. Keys that are written meanwhile may be in it or not.
   *
   * @param most how many keys, 1 to {@link KeyPage#MOST_KEYS}; the server may send fewer
   * @param continuation of the page before; empty for the first
   * @throws UnsupportedRequestException if this server lists no keys
   */
  public KeyPage keys(int most, String continuation) {
    return ended(async.keys(most, continuation));
  }

  /**
   * Passes every key on, page by page, so that a bucket of any size needs the memory of one page.
   *
   * @param pageSize keys per page, 1 to {@link KeyPage#MOST_KEYS}
   * @return whether the list was complete
   */
  public boolean forEachKey(int pageSize, Consumer<Name> consumer) {
    KeyPage page = keys(pageSize, "");
    boolean isComplete = page.isComplete();
    page.keys().forEach(consumer);
    while (!page.isLast()) {
      String before = page.continuation();
      page = keys(pageSize, before);
      if (page.continuation().equals(before))
        throw new MalformedAnswerException("a list of keys that does not get on");
      isComplete &= page.isComplete();
      page.keys().forEach(consumer);
    }
    return isComplete;
  }

  /** What a future ends with; interrupted, it is not waited for any longer. */
  private static <R> R ended(CompletableFuture<R> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the thread that waited was interrupted", true);
    } catch (CancellationException e) {
      throw new UnavailableException("the operation was cancelled", true);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) throw known;
      if (e.getCause() instanceof Error error) throw error;
      throw new IllegalStateException("an operation fails with unchecked exceptions only", e);
    }
  }
}
