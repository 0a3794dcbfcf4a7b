package io.gramme.http.bucket;

import io.gramme.http.exchange.Json;
import io.gramme.model.Blob;
import io.gramme.service.Listing;
import io.gramme.service.Listing.Page;
import io.gramme.service.Listing.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the names of a list are shown.
 *
 * @param isEncoded whether as they stand in a path, which keeps every byte; else as UTF-8
 */
record ListedNames(Subject subject, boolean isEncoded) {

  /** Quotes and a comma. */
  private static final int BYTES_AROUND = 3;

  /** What the list is called, in parameters and documents. */
  String name() {
    return subject instanceof Listing.Keys ? "keys" : "buckets";
  }

  List<String> shown(List<Blob> names) {
    return names.stream().map(it -> isEncoded ? ListingResource.encoded(it) : it.text()).toList();
  }

  /** A document of names alone. */
  Blob document(List<Blob> names) {
    return new Json(Map.of(name(), shown(names))).bytes();
  }

  /** A page, with what the client must know to go on. */
  Map<String, Object> page(Page page) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(name(), shown(page.names()));
    document.put("complete", page.next().isWhole());
    document.put("uncovered", page.uncovered());
    if (!page.isEnd()) document.put("continuation", page.next().text());
    return document;
  }

  /** About how many bytes names take in a document. */
  static long bytes(List<Blob> names) {
    long bytes = 0;
    for (Blob name : names) bytes += name.size() + BYTES_AROUND;
    return bytes;
  }
}
