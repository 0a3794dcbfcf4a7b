package io.gramme.http.probe;

import io.gramme.model.Blob;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Collects a body unless it grows too large; then it is empty, and no more is read. */
final class BoundedBody implements BodySubscriber<Optional<Blob>> {

  private final int maxBytes;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final CompletableFuture<Optional<Blob>> body = new CompletableFuture<>();
  private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

  BoundedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public CompletionStage<Optional<Blob>> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription source) {
    subscription.complete(source);
    source.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) return;
    for (ByteBuffer buffer : buffers) {
      if (received.size() + buffer.remaining() > maxBytes) {
        body.complete(Optional.empty());
        subscription.thenAccept(Subscription::cancel);
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      received.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(Optional.of(Blob.wrap(received.toByteArray())));
  }
}
