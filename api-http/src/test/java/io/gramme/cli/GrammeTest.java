package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class GrammeTest {

  private static final String DONE = "{\"done\":\"It is done.\"}";

  private final RecordedDoor door = new RecordedDoor();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    CommandLine line = new Gramme(door, "h1:8098").commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "leave n2 | changes {\"change\":\"leave\",\"node\":\"n2\"}",
        "replace n2 h4:1 | changes {\"change\":\"replace\",\"node\":\"n2\",\"by\":\"h4:1\"}",
        "force-remove n2 | changes {\"change\":\"force-remove\",\"node\":\"n2\"}",
        "capacity n2 200 | changes {\"change\":\"capacity\",\"node\":\"n2\",\"capacity\":200}",
        "capacity n2 much | changes {\"change\":\"capacity\",\"node\":\"n2\",\"capacity\":\"much\"}",
        "zone n2 east | changes {\"change\":\"zone\",\"node\":\"n2\",\"zone\":\"east\"}",
        "join h4:1 | join {\"seed\":\"h4:1\"}",
        "commit abc | commit {\"plan\":\"abc\",\"force\":false}",
        "commit abc --force | commit {\"plan\":\"abc\",\"force\":true}"
      })
  void sendsWhatWasTyped(String typed, String sent) {
    String path = sent.substring(0, sent.indexOf(' '));
    door.says("POST h1:8098/admin/ring/" + path, 200, DONE);
    assertThat(run(typed.split(" "))).isZero();
    assertThat(door.asked()).containsExactly("POST h1:8098/admin/ring/" + sent);
    assertThat(out.toString()).isEqualTo("It is done.\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void foundsARingAtANodeThatIsInIt() {
    door.says("POST h7:1/admin/ring/found", 200, DONE);
    assertThat(run("found", "h7:1", "h8:1", "h9:1")).isZero();
    assertThat(door.asked())
        .containsExactly("POST h7:1/admin/ring/found {\"members\":[\"h7:1\",\"h8:1\",\"h9:1\"]}");
  }

  @Test
  void foundsARingAtTheNodeThatIsNamedIfThatIsInIt() {
    door.says("POST h8:1/admin/ring/found", 200, DONE);
    assertThat(run("--node", "h8:1", "found", "h7:1", "h8:1")).isZero();
  }

  @Test
  void commitsThePlanAsItIsNowWhereNoneIsNamed() {
    door.says("GET h1:8098/admin/ring/plan", 200, "{\"plan\":\"f00\"}");
    door.says("POST h1:8098/admin/ring/commit", 200, DONE);
    assertThat(run("commit")).isZero();
    assertThat(door.asked())
        .containsExactly(
            "GET h1:8098/admin/ring/plan",
            "POST h1:8098/admin/ring/commit {\"plan\":\"f00\",\"force\":false}");
  }

  @Test
  void asksTheNodeThatIsNamedBeforeOrAfterTheCommand() {
    door.says("DELETE h2:1/admin/ring/changes", 200, DONE);
    assertThat(run("--node", "h2:1", "clear")).isZero();
    assertThat(run("clear", "--node=h2:1")).isZero();
    assertThat(door.asked()).hasSize(2);
  }

  @Test
  void saysWhyItIsRefusedAndEndsWithOne() {
    door.says("GET h1:8098/admin/ring/plan", 409, "{\"refused\":[\"n2 is away\",\"no room\"]}");
    assertThat(run("plan")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("n2 is away\nno room\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void printsTheNodesOwnWordsWhereJsonIsAskedFor() {
    door.says("GET h1:8098/admin/ring/plan", 409, "{\"refused\":[\"n2 is away\"]}");
    assertThat(run("--json", "plan")).isEqualTo(1);
    assertThat(out.toString()).isEqualTo("{\n  \"refused\" : [ \"n2 is away\" ]\n}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dance",
        "leave",
        "leave n2 n3",
        "replace n2",
        "found",
        "plan --dance",
        "plan --node h1",
        "leave n2 --force"
      })
  void endsWithTwoForWhatMakesNoSense(String typed) {
    assertThat(run(typed.isEmpty() ? new String[0] : typed.split(" "))).isEqualTo(2);
    assertThat(err.toString()).isNotBlank().doesNotContain("\tat ");
    assertThat(door.asked()).isEmpty();
  }

  @Test
  void endsWithTwoForWhatMakesNoSenseToTheNode() {
    door.says("POST h1:8098/admin/ring/join", 400, "'h4' is not host:port\n");
    assertThat(run("join", "h4")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("'h4' is not host:port\n");
  }

  @Test
  void endsWithThreeIfTheNodeDoesNotAnswer() {
    assertThat(run("ring")).isEqualTo(3);
    assertThat(err.toString()).isEqualTo("The node at h1:8098 does not answer\n");
    door.says("GET h1:8098/admin/ring/plan", 503, "the keeper of the ring did not answer\n");
    assertThat(run("plan")).isEqualTo(3);
  }

  @Test
  void asksAllMembersForTheirTransfersAndShowsThoseThatAnswer() {
    door.says(
        "GET h1:8098/admin/members",
        200,
        "[{\"id\":\"n1\",\"http\":\"h1:8098\"},{\"id\":\"n2\",\"http\":\"h2:1\"},"
            + "{\"id\":\"n3\",\"http\":\"h3:1\"}]");
    door.says("GET h1:8098/admin/transfers", 200, "{\"paused\":true,\"transfers\":[]}");
    door.says(
        "GET h2:1/admin/transfers",
        200,
        "{\"transfers\":[{\"partition\":7,\"from\":\"n1\",\"stage\":\"fetching\",\"keys\":120,"
            + "\"bytes\":3400000,\"bytes_per_second\":910000,\"eta_seconds\":75,"
            + "\"last_error\":\"\"}]}");
    assertThat(run("transfers")).isEqualTo(3);
    assertThat(out.toString())
        .isEqualTo(
            "to  partition  from  stage     keys   bytes      rate  left        last error\n"
                + "n2          7  n1    fetching   120  3.4 MB  910 kB/s  1 min 15 s\n"
                + "n1 is paused.\n"
                + "n3: The node at h3:1 does not answer\n");
    assertThat(err.toString()).isEqualTo("not every member answered\n");
  }

  @Test
  void pausesEveryMember() {
    door.says(
        "GET h1:8098/admin/members",
        200,
        "[{\"id\":\"n1\",\"http\":\"h1:8098\"},{\"id\":\"n2\",\"http\":\"h2:1\"}]");
    door.says("POST h1:8098/admin/transfers/pause", 200, DONE);
    door.says("POST h2:1/admin/transfers/pause", 200, DONE);
    assertThat(run("pause")).isZero();
    assertThat(out.toString()).isEqualTo("n1: It is done.\nn2: It is done.\n");
  }

  @Test
  void everyCommandHasAnExampleThatCanBeTyped() {
    CommandLine line = new Gramme(door, "h1:8098").commandLine();
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              String[] footer = command.getCommandSpec().usageMessage().footer();
              String example = footer[footer.length - 1];
              assertThat(example).startsWith("Example: scripts/gramme ").contains(name);
              String[] words = example.substring("Example: scripts/gramme ".length()).split(" ");
              assertThat(line.parseArgs(words).subcommand().commandSpec().name()).isEqualTo(name);
            });
  }

  @Test
  void showsHelpOfEachCommandWithoutAskingAnybody() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("found", "force-remove", "transfers", "Exit codes: 0 done");
    assertThat(run("commit", "--help")).isZero();
    assertThat(out.toString()).contains("--force", "Example: scripts/gramme commit");
    assertThat(door.asked()).isEmpty();
  }
}
