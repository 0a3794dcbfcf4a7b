package io.gramme.http;

import com.typesafe.config.Config;
import io.gramme.http.exchange.Limits;
import java.time.Duration;

/**
 * What an operator can choose about the front end; {@code gramme.http} in the configuration.
 *
 * @param host to listen on
 * @param port to listen on; 0 for any free one
 * @param bodyTimeout how long a client may take to send a body
 * @param shutdownTimeout how long requests in flight may go on when the process is told to stop
 * @param maxConnections at once; more wait to be accepted
 * @param maxBodiesInFlightBytes of bodies that are still arriving, all connections together
 * @param maxDrainedBytes of a refused body that are read and thrown away
 * @param limits of single requests
 * @param server laid over the HTTP library's server settings
 */
public record HttpSettings(
    String host,
    int port,
    Duration bodyTimeout,
    Duration shutdownTimeout,
    int maxConnections,
    long maxBodiesInFlightBytes,
    long maxDrainedBytes,
    Limits limits,
    Config server) {

  private static final Duration MARGIN = Duration.ofSeconds(5);

  public HttpSettings {
    if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
    if (limits.maxRingBytes() > limits.maxValueBytes())
      throw new IllegalArgumentException("max-ring-bytes above max-value-bytes");
    if (maxConnections < 1) throw new IllegalArgumentException("max-connections below 1");
    if (maxBodiesInFlightBytes < limits.maxValueBytes())
      throw new IllegalArgumentException("max-bodies-in-flight-bytes below max-value-bytes");
    if (maxDrainedBytes < limits.maxValueBytes())
      throw new IllegalArgumentException("max-drained-bytes below max-value-bytes");
  }

  /** Reads {@code gramme.http} of a whole configuration. */
  public static HttpSettings from(Config root) {
    Config http = root.getConfig("gramme.http");
    return new HttpSettings(
        http.getString("host"),
        http.getInt("port"),
        http.getDuration("body-timeout"),
        http.getDuration("shutdown-timeout"),
        http.getInt("max-connections"),
        http.getBytes("max-bodies-in-flight-bytes"),
        http.getBytes("max-drained-bytes"),
        new Limits(
            bytes(http, "max-value-bytes"),
            bytes(http, "max-metadata-bytes"),
            bytes(http, "max-properties-bytes"),
            bytes(http, "max-ring-bytes"),
            http.getInt("max-properties"),
            bytes(http, "max-listing-bytes"),
            http.getDuration("default-timeout"),
            http.getDuration("max-timeout")),
        http.getConfig("server"));
  }

  private static int bytes(Config http, String name) {
    return Math.toIntExact(http.getBytes(name));
  }

  /** The longest that a request can take when all goes as it should. */
  Duration requestTimeout() {
    return limits.maxTimeout().plus(bodyTimeout).plus(MARGIN);
  }

  /** A connection on which an answer is still awaited is not idle. */
  Duration idleTimeout() {
    return requestTimeout().plus(MARGIN);
  }
}
