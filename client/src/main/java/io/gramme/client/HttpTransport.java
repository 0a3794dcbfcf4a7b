package io.gramme.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Requests by the HTTP client of the JDK, in HTTP/1.1, which keeps connections for the next. */
final class HttpTransport implements Transport {

  private final HttpClient http;

  HttpTransport(Duration connect, Executor executor) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connect)
            .executor(executor)
            .build();
  }

  @Override
  public CompletableFuture<Answer> send(Endpoint node, Ask ask, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.at(ask.path()))
            .timeout(timeout)
            .method(
                ask.method(),
                ask.body().length == 0 && !ask.method().equals("PUT")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(ask.body()));
    ask.headers().forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> sent;
    try {
      sent = http.sendAsync(request.build(), head -> new BoundedBody(ask.mostAnswerBytes()));
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.failedFuture(new ClosedClientException());
    }
    CompletableFuture<Answer> answer = sent.thenApply(HttpTransport::answer);
    // Only to cancel the future that the JDK gave out gives the request up.
    answer.whenComplete((done, failure) -> giveUp(answer, sent));
    return answer;
  }

  private static void giveUp(CompletableFuture<Answer> answer, CompletableFuture<?> sent) {
    if (answer.isCancelled()) sent.cancel(true);
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .map()
        .forEach((name, texts) -> headers.put(name.toLowerCase(Locale.ROOT), texts.get(0)));
    return new Answer(response.statusCode(), headers, response.body());
  }
}
