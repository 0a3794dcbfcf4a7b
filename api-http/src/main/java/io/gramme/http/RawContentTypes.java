package io.gramme.http;

import com.typesafe.config.Config;
import org.apache.pekko.http.impl.settings.ParserSettingsImpl;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import scala.runtime.AbstractFunction2;

/**
 * Makes the HTTP library hand over content types as the client wrote them.
 *
 * <p>The library always parses the Content-Type of a request and forgets the text. A header that
 * its own rules cannot parse, however, it passes on raw. So its lookup of media types is made to
 * fail for every one. Types under {@code multipart/} are not looked up and stay parsed.
 */
final class RawContentTypes
    extends AbstractFunction2<
        String, String, Option<org.apache.pekko.http.scaladsl.model.MediaType>> {

  /** Thrown for every request, so without a stack trace. */
  private static final class NotLookedUp extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotLookedUp() {
      super("content types are passed on raw", null, false, false);
    }
  }

  private static final NotLookedUp ALWAYS = new NotLookedUp();

  @Override
  public Option<org.apache.pekko.http.scaladsl.model.MediaType> apply(String type, String subtype) {
    throw ALWAYS;
  }

  /** The library's settings for our server. */
  static ServerSettings serverSettings(Config root, HttpSettings settings) {
    ServerSettings plain =
        ServerSettings.create(settings.server().atPath("pekko.http.server").withFallback(root));
    return plain
        .withMaxConnections(settings.maxConnections())
        .withTimeouts(
            plain
                .getTimeouts()
                .withRequestTimeout(scala(settings.requestTimeout()))
                .withIdleTimeout(scala(settings.idleTimeout())))
        .withParserSettings(raw((ParserSettingsImpl) plain.getParserSettings(), settings));
  }

  private static FiniteDuration scala(java.time.Duration duration) {
    return FiniteDuration.apply(duration.toMillis(), "millis");
  }

  private static ParserSettings raw(ParserSettingsImpl parser, HttpSettings settings) {
    int wholeValue = Math.max(parser.maxChunkSize(), settings.limits().maxValueBytes());
    return parser.copy(
        parser.maxUriLength(),
        parser.maxMethodLength(),
        parser.maxResponseReasonLength(),
        parser.maxHeaderNameLength(),
        parser.maxHeaderValueLength(),
        parser.maxHeaderCount(),
        parser.maxContentLengthSetting(),
        parser.maxToStrictBytes(),
        parser.maxChunkExtLength(),
        wholeValue,
        parser.maxCommentParsingDepth(),
        parser.uriParsingMode(),
        parser.cookieParsingMode(),
        parser.illegalHeaderWarnings(),
        parser.ignoreIllegalHeaderFor(),
        parser.errorLoggingVerbosity(),
        parser.illegalResponseHeaderNameProcessingMode(),
        parser.illegalResponseHeaderValueProcessingMode(),
        parser.conflictingContentTypeHeaderProcessingMode(),
        parser.headerValueCacheLimits(),
        parser.includeTlsSessionInfoHeader(),
        parser.includeSslSessionAttribute(),
        parser.modeledHeaderParsing(),
        parser.customMethods(),
        parser.customStatusCodes(),
        new RawContentTypes());
  }
}
