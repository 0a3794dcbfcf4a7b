package io.gramme.storage;

import io.gramme.model.Blob;
import java.util.List;
import java.util.Optional;

/**
 * What a slice of a scrub found.
 *
 * @param last where the next slice goes on from; empty when the partition is done
 * @param entries how many entries were looked at
 * @param mended how many entries said something else than the records, and were corrected
 * @param removed the damaged records that were taken out, as type, bucket and key, or as the bytes
 *     of the stored key in hexadecimal; the partition knows less than it did
 */
public record Scrubbed(Optional<Blob> last, int entries, int mended, List<String> removed) {

  public Scrubbed {
    removed = List.copyOf(removed);
  }
}
