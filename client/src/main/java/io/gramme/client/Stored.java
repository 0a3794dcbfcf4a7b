package io.gramme.client;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an answer to a read holds, not decoded yet.
 *
 * @param values each once; deleted ones are left out
 * @param context covers all of them
 */
record Stored(List<byte[]> values, Context context) {

  private static final String NOT_FOUND = "not found";

  /**
   * Reads an answer.
   *
   * @throws GrammeException what the caller is told instead
   */
  static Stored of(Answer answer) {
    String type = answer.header("content-type").orElse("");
    if (answer.status() == 200) return new Stored(List.of(answer.body()), answer.context());
    // An unknown bucket type is 404 too, and no reason to believe that the key is absent.
    if (answer.status() == 404 && answer.text().equals(NOT_FOUND))
      return new Stored(List.of(), answer.context());
    if (answer.status() == 300) {
      if (answer.context().isNone())
        throw new MalformedAnswerException("siblings without a context");
      return new Stored(distinct(Multipart.parse(type, answer.body())), answer.context());
    }
    throw answer.problem();
  }

  private static List<byte[]> distinct(Multipart siblings) {
    Set<ByteBuffer> values = new LinkedHashSet<>();
    for (Multipart.Part part : siblings.parts())
      if (!part.isDeleted()) values.add(ByteBuffer.wrap(part.value()));
    return values.stream().map(ByteBuffer::array).toList();
  }
}
