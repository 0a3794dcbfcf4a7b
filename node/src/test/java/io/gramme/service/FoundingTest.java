package io.gramme.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.membership.Candidate;
import io.gramme.membership.Formats;
import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoundingTest {

  private static final NodeId ANN = new NodeId("ann");

  private static Introduction node(String id, long epoch, int wire) {
    Candidate candidate = new Candidate(new NodeId(id), 100, "", id + ":8098", "d-" + id, 7);
    return new Introduction(candidate, epoch, new Formats(wire, 1));
  }

  private static Founding.Met met(String host, Introduction node) {
    return new Founding.Met(new Endpoint(host + ":1"), Optional.of(node));
  }

  private static Introduction node(String id) {
    return node(id, 0, Formats.OURS.wire());
  }

  @Test
  void nodesWithoutARingFoundOne() {
    Founding founding = Founding.of(ANN, List.of(met("h1", node("ann")), met("h2", node("bob"))));
    assertThat(founding.objections()).isEmpty();
    assertThat(founding.candidates())
        .extracting(Candidate::http)
        .containsExactly("ann:8098", "bob:8098");
  }

  @Test
  void whoeverDoesNotAnswerIsNamedByTheAddress() {
    Founding founding =
        Founding.of(
            ANN,
            List.of(
                met("h1", node("ann")), new Founding.Met(new Endpoint("h2:1"), Optional.empty())));
    assertThat(founding.objections()).containsExactly("no node answers at h2:1");
  }

  @Test
  void whoeverIsInARingStaysInIt() {
    Founding founding =
        Founding.of(ANN, List.of(met("h1", node("ann")), met("h2", node("bob", 3, 1))));
    assertThat(founding.objections())
        .containsExactly("node bob at h2:1 is in a ring already, of epoch 3");
  }

  @Test
  void twoNodesOfOneNameAreToldApartByTheOperator() {
    Founding founding = Founding.of(ANN, List.of(met("h1", node("ann")), met("h2", node("ann"))));
    assertThat(founding.objections())
        .containsExactly("h1:1 and h2:1 are both node ann: give each an id of its own");
  }

  @Test
  void aNodeThatSpeaksOtherwiseIsNotLetIn() {
    Founding founding =
        Founding.of(ANN, List.of(met("h1", node("ann")), met("h2", node("bob", 0, 99))));
    assertThat(founding.objections()).singleElement().asString().contains("bob", "99");
  }

  @Test
  void theNodeThatIsAskedMustBeAMember() {
    Founding founding = Founding.of(ANN, List.of(met("h2", node("bob"))));
    assertThat(founding.objections())
        .containsExactly("node ann, which was asked, is not among the members: ask one that is");
  }

  @Test
  void anIntroductionSurvivesItsTree() {
    Introduction bob = node("bob", 3, 2);
    assertThat(Introduction.read(bob.tree())).contains(bob);
    assertThat(Introduction.read(Map.of("id", "bob"))).isEmpty();
    assertThat(Introduction.readCandidate(Introduction.treeOf(bob.candidate())))
        .contains(bob.candidate());
  }

  @Test
  void anIntroductionOfNonsenseIsNone() {
    Map<String, Object> tree = node("bob").tree();
    for (var wrong :
        Map.<String, Object>of("id", "a b", "capacity", 0, "zone", "a b", "start_count", "x")
            .entrySet()) {
      Map<String, Object> damaged = new java.util.HashMap<>(tree);
      damaged.put(wrong.getKey(), wrong.getValue());
      assertThat(Introduction.read(damaged)).as(wrong.getKey()).isEmpty();
    }
  }

  @Test
  void aNodeThatDoesNotSayItsFormatsIsOfNone() {
    Map<String, Object> tree = new java.util.HashMap<>(node("bob").tree());
    tree.remove("formats");
    Introduction silent = Introduction.read(tree).orElseThrow();
    assertThat(Founding.objection(met("h2", silent))).isPresent();
  }
}
