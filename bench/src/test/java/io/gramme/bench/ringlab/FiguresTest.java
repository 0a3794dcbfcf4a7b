package io.gramme.bench.ringlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final Figure8 FIGURE_8 = new Figure8(60, 3);

  @Test
  void thePapersThreeCurvesComeOutOfEvenLoadAlone() {
    assertThat(Figure8.verdicts(FIGURE_8.curves(), RingLab.TOLERANCE)).allMatch(Verdict::within);
  }

  @Test
  void equalSharesOfUnequalRangesAreBalancedAsRandomTokensAre() {
    List<Curve> curves = FIGURE_8.curves();
    Curve first = curves.get(0);
    Curve fourth = curves.get(3);
    for (double x : first.points().keySet()) {
      assertThat(fourth.at(x)).isCloseTo(first.at(x), within(0.03));
    }
  }

  @Test
  void theSameSeedDrawsTheSameCurvesAndAnotherSeedOthers() {
    assertThat(new Figure8(3, 5).curves()).isEqualTo(new Figure8(3, 5).curves());
    assertThat(new Figure8(3, 5).curves()).isNotEqualTo(new Figure8(3, 6).curves());
    Zipf few = new Zipf(4_000, Figure6.EXPONENT);
    assertThat(new Figure6(3, 5).curve(few)).isEqualTo(new Figure6(3, 5).curve(few));
  }

  @Test
  void moreLoadIsLessImbalance() {
    Curve curve = new Figure6(60, 3).curve(new Zipf(100_000, 0.7));
    List<Double> shares = new ArrayList<>(curve.points().values());
    assertThat(shares).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(shares.get(0)).isGreaterThan(2 * shares.get(shares.size() - 1));
  }

  @Test
  void popularKeysAreWhatNoStrategyCanSpread() {
    Popularity popularity = new Popularity(5, 10_000, 960, 3);
    for (Candidate candidate : Figure8.CANDIDATES) {
      Curve curve = popularity.curve(candidate, 0, 1);
      assertThat(curve.at(1)).isLessThan(curve.at(0) - 0.1);
    }
  }

  @Test
  void aNodeIsOutOfBalanceFromFifteenPercentOn() {
    Loads loads = new Loads(new double[] {85, 115, 100, 101, 99});
    assertThat(loads.shareOffBy(0.15)).isEqualTo(0.4);
    assertThat(loads.efficiency()).isCloseTo(100 / 115.0, within(1e-9));
  }
}
