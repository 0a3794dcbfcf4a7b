package io.gramme.http.object;

import io.gramme.http.exchange.BucketPath;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Header;
import io.gramme.model.Value.Attribute;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client stores beside a value: user metadata, index entries, links and the encoding.
 *
 * <p>Texts are kept as they came. Names are spelled as Riak spells them, whatever the client wrote:
 * the HTTP library may hand over another line's spelling of the same name.
 *
 * @param list in the order of the request
 * @param problem what is wrong with it, one line; empty if nothing is
 */
public record Attributes(List<Attribute> list, Optional<String> problem) {

  static final String META = "X-Riak-Meta-";
  static final String INDEX = "x-riak-index-";
  static final String LINK = "Link";
  static final String ENCODING = "Content-Encoding";

  private static final String BAD_LINK =
      "Invalid Link header. Links must be of the form\n"
          + "</buckets/BUCKET/keys/KEY>; riaktag=\"TAG\"\n";

  public Attributes {
    list = List.copyOf(list);
  }

  /** Reads the headers of a request that stores something at {@code path}. */
  public static Attributes of(Call call, BucketPath path) {
    List<Attribute> list = new ArrayList<>();
    for (Header header : call.headers()) {
      if (header.startsWith(META)) {
        list.add(new Attribute(META + titleCase(rest(header, META)), header.text()));
      } else if (header.startsWith(INDEX)) {
        String field = rest(header, INDEX).toLowerCase(Locale.ROOT);
        Optional<String> problem = indexProblem(field, header.text());
        if (problem.isPresent()) return new Attributes(List.of(), problem);
        list.add(new Attribute(INDEX + field, header.text()));
      } else if (header.isNamed(ENCODING) && !header.text().isEmpty()) {
        list.add(new Attribute(ENCODING, header.text()));
      }
    }
    Optional<Links> links = Links.parse(call.headerList(LINK), path);
    if (links.isEmpty()) return new Attributes(List.of(), Optional.of(BAD_LINK));
    links.get().kept().forEach(link -> list.add(new Attribute(LINK, link)));
    return new Attributes(list, Optional.empty());
  }

  private static String rest(Header header, String prefix) {
    return header.name().substring(prefix.length());
  }

  /** {@code favourite-colour} becomes {@code Favourite-Colour}. */
  private static String titleCase(String name) {
    StringBuilder spelled = new StringBuilder(name.toLowerCase(Locale.ROOT));
    boolean first = true;
    for (int i = 0; i < spelled.length(); i++) {
      if (first) spelled.setCharAt(i, Character.toUpperCase(spelled.charAt(i)));
      first = spelled.charAt(i) == '-';
    }
    return spelled.toString();
  }

  private static Optional<String> indexProblem(String field, String text) {
    if (field.endsWith("_bin")) return Optional.empty();
    if (!field.endsWith("_int"))
      return Optional.of("Unknown field type for field: '" + field + "'.\n");
    for (String entry : text.split(",\\s*")) {
      if (!entry.strip().matches("-?[0-9]+"))
        return Optional.of("Could not parse field '" + field + "', value '" + entry + "'.\n");
    }
    return Optional.empty();
  }

  /** The bytes of all names and texts together. */
  public int bytes() {
    int bytes = 0;
    for (Attribute attribute : list) {
      bytes += attribute.name().length();
      bytes += attribute.text().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }
}
