package io.gramme.http.route;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns away what a page of another site has a browser send: the store knows no users, so a browser
 * inside the network must not act for a page outside.
 */
record SameOrigin(Call call) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** 403 for a request that a foreign page made; empty for any other. */
  Optional<Answer> refusal() {
    if (call.header("Origin").filter("null"::equals).isPresent())
      return Optional.of(Answer.text(403, "requests of Origin null are not served\n"));
    Optional<String> referer = call.header("Referer").filter(text -> !text.isEmpty());
    if (referer.isEmpty() || isOwn(referer.get())) return Optional.empty();
    return Optional.of(
        Answer.text(403, "the Referer is not this server; requests of other sites are refused\n"));
  }

  private boolean isOwn(String referer) {
    String host = call.header("Host").orElse("").toLowerCase(Locale.ROOT);
    try {
      URI uri = new URI(referer);
      String authority = uri.getRawAuthority();
      if (authority == null || uri.getScheme() == null) return false;
      int port = uri.getScheme().equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
      return withPort(authority.toLowerCase(Locale.ROOT), port).equals(withPort(host, port));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String withPort(String authority, int port) {
    return authority.matches(".*:[0-9]+") ? authority : authority + ":" + port;
  }
}
