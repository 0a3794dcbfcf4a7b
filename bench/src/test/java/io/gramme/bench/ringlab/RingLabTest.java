package io.gramme.bench.ringlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RingLabTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void saysOfEachCurveHowFarItIsFromThePapers(@TempDir Path directory) throws Exception {
    int exit = run("--rings", "60", "--sizes", "40", "--svg", directory.toString());
    assertThat(err.toString()).isEmpty();
    List<String> verdicts =
        out.toString().lines().filter(line -> line.contains("largest deviation")).toList();
    assertThat(verdicts).hasSize(4).allMatch(line -> line.endsWith(": within 0.03"));
    assertThat(exit).isZero();
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
    assertDrawn(directory.resolve("figure-6.svg"), 1, 2 + 1);
    assertDrawn(directory.resolve("figure-8.svg"), 5, 3 * 10 + 3);
  }

  private static void assertDrawn(Path file, int lines, int marks) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    var root = factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    assertThat(root.getElementsByTagName("polyline").getLength()).isEqualTo(lines);
    assertThat(root.getElementsByTagName("circle").getLength()).isEqualTo(marks);
  }

  @Test
  void exitsWith1IfACurveIsNotThePapers() {
    // One ring alone is no average: the curves of strategies 1 and 2 jump by more than 0.03.
    assertThat(run("--rings", "1", "--sizes", "40")).isEqualTo(1);
    assertThat(out.toString()).contains("OUTSIDE 0.03");
  }

  @Test
  void refusesWhatItCannotDo() throws IOException {
    assertThat(run("--rings", "0")).isEqualTo(2);
    assertThat(run("--sizes", "3")).isEqualTo(2);
    assertThat(run("--sizes", "10001")).isEqualTo(2);
    assertThat(err.toString()).contains("1 to 10000", "4 to 10000");
    Path file = Files.createTempFile("ring-lab", ".svg");
    try {
      assertThat(run("--rings", "1", "--sizes", "40", "--svg", file.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("cannot draw");
    } finally {
      Files.delete(file);
    }
  }

  private int run(String... arguments) {
    CommandLine command = RingLab.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
