package io.gramme.client.samples;

import io.gramme.client.AsyncBucket;
import io.gramme.client.Bucket;
import io.gramme.client.BucketName;
import io.gramme.client.ClientSettings;
import io.gramme.client.Codec;
import io.gramme.client.Context;
import io.gramme.client.Found;
import io.gramme.client.GrammeClient;
import io.gramme.client.Hedging;
import io.gramme.client.Limits;
import io.gramme.client.Name;
import io.gramme.client.Options;
import io.gramme.client.Resolver;
import io.gramme.client.UnavailableException;
import java.util.concurrent.CompletableFuture;

/** The examples of the Javadoc and of docs/CLIENT.md. */
final class Snippets {

  private Snippets() {}

  static String readAndWrite(String address) {
    try (GrammeClient client = GrammeClient.connect(address)) {
      Bucket<String> notes = client.bucket("notes", Codec.text());
      notes.put("monday", "bread");
      Found<String> found = notes.get("monday");
      notes.put("monday", found.value().orElse("") + ", milk", found.context());
      return notes.get("monday").value().orElse("nothing");
    }
  }

  static int update(GrammeClient client) {
    Bucket<Integer> counts =
        client
            .bucket(BucketName.of("counts").inType("siblings"), Codec.json(Integer.class))
            .resolving(Resolver.merging(Math::max));
    return counts.update("visits", 0, visits -> visits + 1);
  }

  static boolean delete(GrammeClient client) {
    Bucket<String> notes = client.bucket("notes", Codec.text());
    Found<String> found = notes.get("monday");
    notes.delete("monday", found.context());
    return notes.get("monday").isEmpty();
  }

  static CompletableFuture<Integer> async(GrammeClient client) {
    AsyncBucket<byte[]> blobs = client.bucket("blobs", Codec.bytes()).async();
    byte[] picture = {1, 2, 3};
    return blobs
        .put(Name.of("picture"), picture, Context.NONE)
        .thenCompose(done -> blobs.get(Name.of("picture")))
        .thenApply(found -> found.value().orElse(new byte[0]).length);
  }

  static String failures(GrammeClient client) {
    Bucket<String> notes = client.bucket("notes", Codec.text()).with(Options.DEFAULTS.w(3).pw(3));
    try {
      notes.put("monday", "bread");
      return "stored";
    } catch (UnavailableException e) {
      return e.mayBeDone() ? "look before you write again" : "not stored";
    }
  }

  static ClientSettings settings(String... addresses) {
    return ClientSettings.of(addresses).with(Hedging.OFF).with(new Limits(32, 1 << 20, 4 << 20));
  }
}
