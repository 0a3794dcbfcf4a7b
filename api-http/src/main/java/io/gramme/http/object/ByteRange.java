package io.gramme.http.object;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Header;
import io.gramme.model.Blob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a value (RFC 9110 §14). Only a single range is understood; the server may ignore
 * others, and does.
 *
 * @param first offset of its first byte
 * @param last offset of its last byte
 */
record ByteRange(int first, int last) {

  private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,9})-([0-9]{0,9})");

  /** That part of {@code full} for which the client asked, else all of it. */
  static Answer apply(Call call, Answer full) {
    Optional<String> said = call.header("Range");
    if (said.isEmpty() || full.status() != 200 || call.header("If-Range").isPresent()) return full;
    Matcher form = FORM.matcher(said.get().strip());
    if (!form.matches() || form.end() == "bytes=-".length()) return full;
    int size = full.body().size();
    ByteRange range = of(form.group(1), form.group(2), size);
    if (!form.group(2).isEmpty() && !form.group(1).isEmpty() && isBackwards(form)) return full;
    if (range.first > range.last)
      return Answer.text(416, "the value has " + size + " bytes\n")
          .with("Content-Range", "bytes */" + size);
    return range.cut(full);
  }

  private static boolean isBackwards(Matcher form) {
    return Integer.parseInt(form.group(1)) > Integer.parseInt(form.group(2));
  }

  private static ByteRange of(String from, String to, int size) {
    if (from.isEmpty()) return new ByteRange(Math.max(0, size - Integer.parseInt(to)), size - 1);
    int last = to.isEmpty() ? size - 1 : Math.min(size - 1, Integer.parseInt(to));
    return new ByteRange(Integer.parseInt(from), last);
  }

  private Answer cut(Answer full) {
    List<Header> headers = new ArrayList<>(full.headers());
    headers.add(
        new Header("Content-Range", "bytes " + first + "-" + last + "/" + full.body().size()));
    headers.add(new Header("Accept-Ranges", "bytes"));
    byte[] part = Arrays.copyOfRange(full.body().bytes(), first, last + 1);
    return new Answer(206, full.contentType(), headers, Blob.wrap(part));
  }
}
