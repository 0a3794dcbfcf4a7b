package io.gramme.client;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** JSON by Jackson. A document {@code null} is refused: absence is no value. */
record JsonCodec<T>(ObjectMapper mapper, JavaType type) implements Codec<T> {

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public byte[] encode(T value) throws IOException {
    return mapper.writeValueAsBytes(value);
  }

  @Override
  public T decode(byte[] bytes) throws IOException {
    T value = mapper.readValue(bytes, type);
    if (value == null) throw new IOException("a JSON null where a value of " + type + " is due");
    return value;
  }
}
