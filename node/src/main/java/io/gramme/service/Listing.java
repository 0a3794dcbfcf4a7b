package io.gramme.service;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.coordination.Refusal;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Lists what the store holds, a page at a time: whoever wants the next page asks for it, so that
 * nothing is read ahead of a slow listener.
 *
 * <p>Thread-safe. A page is made of one replica's view of each partition, as of about the moment at
 * which it is read: what is written meanwhile may be in it or not, and what only other replicas, or
 * hints, hold yet is not. Reading goes on as background work, so that requests for single keys come
 * first. Every stage completes normally, no later than shortly after the timeout.
 */
public interface Listing {

  /** So many names are in a page at the most. */
  int MOST_NAMES = 10_000;

  /** What is listed. */
  sealed interface Subject {
    /** The bucket type. */
    String type();
  }

  /** The keys of a bucket, partition by partition, in the order of their bytes in each. */
  record Keys(Bucket bucket) implements Subject {
    @Override
    public String type() {
      return bucket.type();
    }
  }

  /** The buckets of a type that hold anything, in the order of their bytes. */
  record BucketNames(String type) implements Subject {}

  /**
   * A place in a listing, of the same meaning on every node.
   *
   * @param partition where to go on; 0 where all are read for every page
   * @param after the name after which to go on; {@link Blob#EMPTY} to begin
   * @param isWhole whether every partition could be read so far
   */
  record Mark(int partition, Blob after, boolean isWhole) {

    /** Where every listing begins. */
    public static final Mark START = new Mark(0, Blob.EMPTY, true);

    private static final int FORM = 1;

    public Mark {
      if (partition < 0) throw new IllegalArgumentException("partition " + partition);
      if (after.size() > Bucket.MAX_NAME_BYTES)
        throw new IllegalArgumentException("a name of " + after.size() + " bytes");
    }

    /** A text of letters, digits, {@code -} and {@code _} that {@link #parse} reads. */
    public String text() {
      ByteWriter out = ByteWriter.growing(16 + after.size());
      out.writeByte(FORM).writeVarLong(partition).writeBoolean(isWhole).writeRaw(after.bytes());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    /** Reads what {@link #text} made; empty for anything else. */
    public static Optional<Mark> parse(String text) {
      try {
        ByteReader in = ByteReader.of(Base64.getUrlDecoder().decode(text));
        if (in.readByte() != FORM) return Optional.empty();
        long partition = in.readVarLong();
        if (partition > Integer.MAX_VALUE) return Optional.empty();
        boolean isWhole = in.readBoolean();
        return Optional.of(new Mark((int) partition, in.readRest(), isWhole));
      } catch (IllegalArgumentException | MalformedBytesException e) {
        return Optional.empty();
      }
    }
  }

  /** What asking for a page comes to. */
  sealed interface Outcome {}

  /**
   * The next names.
   *
   * @param next where the next page begins
   * @param isEnd whether there is none
   * @param uncovered partitions of which no replica could be read that knows them; what a replica
   *     in doubt has of them is here all the same
   */
  record Page(List<Blob> names, Mark next, boolean isEnd, List<Integer> uncovered)
      implements Outcome {
    public Page {
      names = List.copyOf(names);
      uncovered = List.copyOf(uncovered);
    }
  }

  /** The page could not be made at all. */
  record Refused(Refusal why) implements Outcome {}

  /**
   * Reads a page.
   *
   * @param subject of a type that exists
   * @param from where the page before ended
   * @param max names, 1 to {@link #MOST_NAMES}
   */
  CompletionStage<Outcome> page(Subject subject, Mark from, int max, Duration timeout);
}
