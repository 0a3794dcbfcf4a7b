package io.gramme.bench.ringlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final Curve PAPER = curve(Map.of(60.0, .52, 120.0, .61));

  @Test
  void saysHowFarTheWorstPointIs() {
    Verdict verdict = Verdict.of(curve(Map.of(60.0, .53, 120.0, .59)), PAPER, 0.03);
    assertThat(verdict.deviation()).isCloseTo(.02, within(1e-9));
    assertThat(verdict.within()).isTrue();
    assertThat(verdict.line())
        .isEqualTo("strategy 1: largest deviation from the paper 0.020 (at 120): within 0.03");
  }

  @Test
  void oneWrongPointFailsACurve() {
    Verdict verdict = Verdict.of(curve(Map.of(60.0, .56, 120.0, .61)), PAPER, 0.03);
    assertThat(verdict.within()).isFalse();
    assertThat(verdict.line()).contains("(at 60): OUTSIDE 0.03");
  }

  @Test
  void whatIsNotANumberFailsACurve() {
    Curve broken = curve(Map.of(60.0, Double.NaN, 120.0, .61));
    assertThat(Verdict.of(broken, PAPER, 0.03).within()).isFalse();
  }

  @Test
  void aCurveMustHaveAllOfThePapersPoints() {
    Curve shorter = curve(Map.of(60.0, .52));
    assertThatThrownBy(() -> Verdict.of(shorter, PAPER, 0.03)).hasMessageContaining("120");
  }

  @Test
  void eachCurveOfFigure8IsHeldAgainstItsOwn() {
    Curve first = Figure8.PAPER.get(0);
    Curve third = Figure8.PAPER.get(2);
    List<Curve> swapped =
        List.of(
            new Curve(first.name(), third.points()),
            Figure8.PAPER.get(1),
            new Curve(third.name(), first.points()));
    assertThat(Figure8.verdicts(Figure8.PAPER, 0.03)).allMatch(Verdict::within);
    assertThat(Figure8.verdicts(swapped, 0.03))
        .extracting(Verdict::within)
        .containsExactly(false, true, false);
  }

  private static Curve curve(Map<Double, Double> points) {
    return new Curve("strategy 1", new TreeMap<>(points));
  }
}
