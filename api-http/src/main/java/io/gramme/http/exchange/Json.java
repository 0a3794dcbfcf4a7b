package io.gramme.http.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gramme.model.Blob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON document, bounded in depth.
 *
 * @param tree maps, lists, texts, numbers and truth values
 */
public record Json(Object tree) {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 40;

  private static final JsonMapper MAPPER = mapper();
  private static final ObjectWriter COMPACT = MAPPER.writer();
  private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build());
    return mapper;
  }

  /** The document as compact as can be. */
  public Blob bytes() {
    return written(COMPACT);
  }

  /** The document for the eye. */
  public Blob prettyBytes() {
    return written(PRETTY);
  }

  private Blob written(ObjectWriter writer) {
    try {
      return Blob.wrap(writer.writeValueAsBytes(tree));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a document that is not JSON", e);
    }
  }

  /** Reads an object; empty if the bytes are anything else, or nested too deep. */
  public static Optional<Map<String, Object>> object(Blob bytes) {
    try {
      return Optional.ofNullable(MAPPER.readValue(bytes.bytes(), OBJECT));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
