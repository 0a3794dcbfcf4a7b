package io.gramme.client;

import io.gramme.client.FakeNode.Asked;
import io.gramme.client.FakeNode.Said;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A store of one replica behind a {@link FakeNode}, in which the type {@code siblings} keeps them:
 * a write replaces what its context names. A context is the numbers of the versions, joined.
 */
public final class FakeStore implements AutoCloseable {

  private record Version(int number, byte[] value) {}

  private final FakeNode node = FakeNode.start();
  private final Map<String, List<Version>> keys = new HashMap<>();
  private int last;

  /** A store that runs. */
  public FakeStore() {
    node.answering(this::answer);
  }

  /** Where it answers. */
  public String address() {
    return node.address();
  }

  private synchronized Said answer(Asked asked) {
    String path = asked.path().replaceAll("\\?.*", "");
    List<Version> versions = keys.computeIfAbsent(path, key -> new ArrayList<>());
    if (asked.method().equals("GET")) return shown(versions);
    boolean isBlind = asked.context().isEmpty();
    TreeSet<String> seen = new TreeSet<>(List.of(asked.context().split("-")));
    boolean keepsSiblings = path.startsWith("/types/siblings/");
    boolean isDelete = asked.method().equals("DELETE");
    versions.removeIf(
        each ->
            !keepsSiblings || isBlind && isDelete || seen.contains(String.valueOf(each.number())));
    if (!isDelete) versions.add(new Version(++last, asked.body().getBytes(StandardCharsets.UTF_8)));
    return FakeNode.DONE;
  }

  private static Said shown(List<Version> versions) {
    if (versions.isEmpty()) return FakeNode.NOT_FOUND;
    String context =
        versions.stream()
            .map(each -> String.valueOf(each.number()))
            .collect(Collectors.joining("-"));
    if (versions.size() == 1)
      return new Said(200, Map.of("X-Riak-Vclock", context), versions.get(0).value());
    StringBuilder body = new StringBuilder();
    for (Version each : versions)
      body.append("\r\n--X\r\nContent-Type: text/plain\r\n\r\n")
          .append(new String(each.value(), StandardCharsets.UTF_8));
    return Said.of(300, body.append("\r\n--X--\r\n").toString())
        .with("Content-Type", "multipart/mixed; boundary=X")
        .with("X-Riak-Vclock", context);
  }

  @Override
  public void close() {
    node.close();
  }
}
