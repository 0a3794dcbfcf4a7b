package io.gramme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {

  private static View of(String json) throws JsonProcessingException {
    return new View(new ObjectMapper().readTree(json.replace('\'', '"')));
  }

  @Test
  void aPlanSaysWhatMovesAndWhatComesNext() throws JsonProcessingException {
    View plan =
        of(
            "{'plan':'f00','epoch':2,'changes':['n4 joins'],'moves':[{},{}],'bytes':2048,"
                + "'eta_seconds':3,'nodes':[{'id':'n1','partitions':22,'partitions_then':16,"
                + "'ideal_then':16.0,'bytes_in':0,'bytes_out':2048}],'violations':[],"
                + "'refusals':[],'risks':[]}");
    assertThat(plan.plan())
        .containsExactly(
            "Plan f00 for epoch 2",
            "",
            "Changes:",
            "  n4 joins",
            "",
            "Moves 2 partitions, 2.0 kB, in about 3 s.",
            "",
            "node  partitions  then  ideal  receives   gives",
            "n1            22    16   16.0       0 B  2.0 kB",
            "",
            "Next: scripts/gramme commit f00");
  }

  @Test
  void aPlanThatIsRefusedSaysWhyAndWhatForceWouldRisk() throws JsonProcessingException {
    View plan = of("{'plan':'f00','epoch':2,'refusals':['n2 is away'],'risks':['old data']}");
    assertThat(plan.plan())
        .containsSequence("It may not be committed:", "  n2 is away")
        .containsSequence("With --force:", "  old data")
        .noneMatch(line -> line.startsWith("Next"));
  }

  @Test
  void aNodeWithoutARingSaysWhatToDo() throws JsonProcessingException {
    assertThat(of("{}").ring())
        .containsExactly("This node has no ring yet: found one, or join one.");
    assertThat(of("[]").members()).hasSize(1);
    assertThat(of("{'changes':[]}").changes()).containsExactly("Nothing is staged.");
    assertThat(of("{'nodes':[]}").transfers()).containsExactly("Nothing moves.");
  }

  @Test
  void aRingShowsSharesAndHistory() throws JsonProcessingException {
    View ring =
        of(
            "{'epoch':2,'id':'b','partitions':64,'replicas':3,"
                + "'stages':{'pending':4,'joint':1,'settled':59},"
                + "'nodes':[{'id':'n1','zone':'','capacity':100,'http':'h1:1','partitions':32,"
                + "'ideal':32.0}],'history':[{'epoch':1,'id':'a','author':'n1','time_millis':0,"
                + "'members':['n1','n2'],'superseded':true}]}");
    assertThat(ring.ring())
        .contains(
            "moving      4 partitions are fetched, 1 are about to change hands",
            "node  zone  capacity  address  partitions  ideal",
            "n1       -       100  h1:1             32   32.0")
        .anyMatch(line -> line.endsWith("n1 n2    superseded"));
  }

  @Test
  void aMemberThatIsAwayStandsOut() throws JsonProcessingException {
    View members =
        of(
            "[{'id':'n1','self':true,'capacity':100,'partitions':3},"
                + "{'id':'n2','reachable':false,'capacity':100,'partitions':3,"
                + "'remark':'speaks wire format 9'}]");
    assertThat(members.members())
        .containsExactly(
            "node  reachable  zone  capacity  partitions  address  remark",
            "n1    itself        -       100           3        -",
            "n2    NO            -       100           3        -  speaks wire format 9");
  }

  @Test
  void aStatusSaysWhyANodeDoesNotServe() throws JsonProcessingException {
    assertThat(of("{'self':{'id':'n1','http':'h1:1'},'health':{'reasons':['no ring']}}").status())
        .containsExactly("id       n1", "address  h1:1", "epoch    -", "ready    no", "  no ring");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "999,999 B",
    "1000,1.0 kB",
    "9999,10.0 kB",
    "3400000,3.4 MB",
    "910000,910 kB",
    "5000000000000000,5000 TB"
  })
  void bytesAreRounded(long bytes, String text) {
    assertThat(new Quantity(bytes).bytes()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,0 s", "59,59 s", "75,1 min 15 s", "3600,1 h 0 min", "90000,25 h 0 min"})
  void timesHaveTheTwoGreatestUnits(long seconds, String text) {
    assertThat(new Quantity(seconds).time()).isEqualTo(text);
  }
}
