package io.gramme.http.object;

import io.gramme.http.exchange.BucketPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The links that a client stores with a value, each as it was sent.
 *
 * @param kept in the order of the header
 */
public record Links(List<String> kept) {

  private static final String SEGMENT = "[^/>]+";
  private static final Pattern KEY_LINK =
      Pattern.compile(
          String.join(SEGMENT, "</(?:riak/", "/", "|(?:types/", "/)?buckets/", "/keys/", ")>")
              + "\\s*;\\s*riaktag=(?:\"[^\"]*\"|[^\";]*+)\\s*");
  private static final Pattern UP_LINK = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?up\"?\\s*");

  public Links {
    kept = List.copyOf(kept);
  }

  /**
   * Reads the text of a Link header. A link up to the value's own bucket is dropped: the store adds
   * it to every answer, and a client that sends an answer's headers back sends it too.
   *
   * @return empty if an entry is neither that nor a tagged link to a key
   */
  public static Optional<Links> parse(String header, BucketPath path) {
    List<String> kept = new ArrayList<>();
    for (String entry : split(header)) {
      Matcher up = UP_LINK.matcher(entry);
      if (KEY_LINK.matcher(entry).matches()) kept.add(entry);
      else if (!up.matches() || !leadsUp(up.group(1), path)) return Optional.empty();
    }
    return Optional.of(new Links(kept));
  }

  private static boolean leadsUp(String target, BucketPath path) {
    String bucket = path.bucket().encoded();
    return target.equals("/buckets/" + bucket)
        || target.equals("/riak/" + bucket)
        || target.equals("/types/" + path.type() + "/buckets/" + bucket);
  }

  /** Splits at the commas that stand neither in a target nor in quotes. */
  private static List<String> split(String header) {
    List<String> entries = new ArrayList<>();
    boolean quoted = false;
    boolean inTarget = false;
    int from = 0;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"' && !inTarget) quoted = !quoted;
      else if (c == '<' && !quoted) inTarget = true;
      else if (c == '>' && !quoted) inTarget = false;
      else if (c == ',' && !quoted && !inTarget) {
        entries.add(header.substring(from, i).strip());
        from = i + 1;
      }
    }
    entries.add(header.substring(from).strip());
    entries.removeIf(String::isEmpty);
    return entries;
  }
}
