package io.gramme.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * How values of one type become bytes and come back. Implementations are thread-safe.
 *
 * @param <T> the values
 */
public interface Codec<T> {

  /** The media type that values are stored with. */
  String contentType();

  /**
   * The bytes of a value.
   *
   * @throws IOException if the value has no such form
   */
  byte[] encode(T value) throws IOException;

  /**
   * The value that bytes stand for.
   *
   * @throws IOException if they stand for none
   */
  T decode(byte[] bytes) throws IOException;

  /** Text in UTF-8, stored as {@code text/plain; charset=utf-8}. */
  static Codec<String> text() {
    return new TextCodec();
  }

  /** Bytes as they are, stored as {@code application/octet-stream}. */
  static Codec<byte[]> bytes() {
    return new BytesCodec();
  }

  /** JSON, as Jackson reads and writes the class, records included. */
  static <T> Codec<T> json(Class<T> type) {
    ObjectMapper mapper = new ObjectMapper();
    return new JsonCodec<>(mapper, mapper.constructType(type));
  }

  /** JSON of a generic type: {@code Codec.json(new TypeReference<List<String>>() {})}. */
  static <T> Codec<T> json(TypeReference<T> type) {
    ObjectMapper mapper = new ObjectMapper();
    return new JsonCodec<>(mapper, mapper.constructType(type.getType()));
  }

  /** JSON by a mapper of your own, with its modules and features. */
  static <T> Codec<T> json(ObjectMapper mapper, Class<T> type) {
    return new JsonCodec<>(mapper, mapper.constructType(type));
  }
}
