package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The client finds the nodes of a key where the servers put them: both are held to the examples in
 * {@code docs/vectors}, which the servers' own code made.
 */
class VectorsTest {

  private static final Path VECTORS = Path.of("..", "docs", "vectors");

  @Test
  void partitionsOfKeys() throws IOException {
    for (String[] line : lines("partitions.csv")) {
      Place place = new Place(line[0], name(line[1]), name(line[2]));
      int[] counts = {1, 64, 1024, 65_536};
      for (int i = 0; i < counts.length; i++)
        assertThat(place.partition(counts[i]))
            .as("%s of %d", String.join(",", line), counts[i])
            .isEqualTo(Integer.parseInt(line[3 + i]));
    }
  }

  @Test
  void preferenceListsWorkedOutFromOwners() throws IOException {
    for (String[] line : lines("preferences.csv")) {
      RingView view = RingView.parse(document(line, Map.of()));
      for (int p = 0; p < view.preference().size(); p++)
        assertThat(view.preference().get(p))
            .as("partition %d of %s", p, line[0])
            .isEqualTo(addresses(line[2 + p]));
    }
  }

  @Test
  void preferenceListsThatTheServerSaysAreTakenAsTheyAre() throws IOException {
    for (String[] line : lines("preferences.csv")) {
      List<List<String>> said =
          Arrays.stream(line).skip(3).map(list -> List.of(list.split(" "))).toList();
      // One partition on, so that they can not be what the owners would give.
      List<List<String>> shifted = new ArrayList<>(said);
      shifted.add(List.of(line[2].split(" ")));
      RingView view = RingView.parse(document(line, Map.of("preference", shifted)));
      assertThat(view.preference().get(15)).isEqualTo(addresses(line[2]));
      assertThat(view.preference().get(0)).isEqualTo(addresses(line[3]));
    }
  }

  private static List<String[]> lines(String file) throws IOException {
    List<String[]> lines =
        Files.readAllLines(VECTORS.resolve(file), StandardCharsets.US_ASCII).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split(","))
            .toList();
    assertThat(lines).hasSizeGreaterThan(20);
    return lines;
  }

  private static Name name(String hex) {
    return Name.ofBytes(HexFormat.of().parseHex(hex));
  }

  /** The ring's document of a line, every member at an address made of its name. */
  private static byte[] document(String[] line, Map<String, Object> more)
      throws JsonProcessingException {
    List<Map<String, String>> nodes =
        Arrays.stream(line[0].split(" "))
            .map(member -> member.split(":", -1))
            .map(it -> Map.of("id", it[0], "zone", it[1], "http", it[0] + ":8098"))
            .toList();
    Map<String, Object> document = new HashMap<>(more);
    document.put("epoch", 1);
    document.put("replicas", 3);
    document.put("nodes", nodes);
    document.put("owners", List.of(line[1].split(" ")));
    return new ObjectMapper().writeValueAsBytes(document);
  }

  private static List<Endpoint> addresses(String ids) {
    return Arrays.stream(ids.split(" ")).map(id -> new Endpoint(id + ":8098")).toList();
  }
}
