package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Conversations with a Riak node, held with ours: a row says what is sent and what must come back.
 *
 * <p>The rows of a conversation follow each other. {@code keep} names a header whose text later
 * rows insert where they say <code>{name}</code>. A body that begins with {@code ~} is a part of
 * the body, one that is not there may be anything; a header may end with a star.
 */
class TranscriptTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> conversations() throws IOException {
    try (InputStream in = TranscriptTest.class.getResourceAsStream("transcripts.json")) {
      JsonNode all = MAPPER.readTree(in);
      return StreamSupport.stream(all.spliterator(), false)
          .map(each -> DynamicTest.dynamicTest(each.path("name").asText(), () -> hold(each)));
    }
  }

  private static void hold(JsonNode conversation) {
    Map<String, String> kept = new HashMap<>();
    try (RunningServer server = RunningServer.start()) {
      for (JsonNode row : conversation.path("rows")) {
        RawAnswer answer = server.send(request(row, kept));
        String said = row.path("send").asText() + " -> " + answer;
        assertThat(answer.status()).as(said).isEqualTo(row.path("status").asInt());
        if (row.has("body")) checkBody(row.path("body").asText(), answer, said);
        row.path("headers").forEach(header -> checkHeader(header.asText(), answer, said));
        row.path("without").forEach(name -> assertThat(answer.find(name.asText())).isEmpty());
        row.path("keep")
            .properties()
            .forEach(each -> kept.put(each.getKey(), answer.header(each.getValue().asText())));
      }
    }
  }

  private static String request(JsonNode row, Map<String, String> kept) {
    StringBuilder text = new StringBuilder(row.path("send").asText()).append(" HTTP/1.1");
    row.path("with").forEach(header -> text.append('\n').append(header.asText()));
    if (row.has("value")) text.append("\n\n").append(row.path("value").asText());
    String filled = text.toString();
    for (Map.Entry<String, String> each : kept.entrySet())
      filled = filled.replace("{" + each.getKey() + "}", each.getValue());
    return filled;
  }

  private static void checkBody(String expected, RawAnswer answer, String said) {
    if (expected.startsWith("~"))
      assertThat(answer.body()).as(said).contains(expected.substring(1));
    else assertThat(answer.body()).as(said).isEqualTo(expected);
  }

  private static void checkHeader(String expected, RawAnswer answer, String said) {
    if (expected.endsWith("*")) {
      String start = expected.substring(0, expected.length() - 1);
      assertThat(answer.headerLines()).as(said).anyMatch(line -> line.startsWith(start));
    } else {
      assertThat(answer.headerLines()).as(said).contains(expected);
    }
  }
}
