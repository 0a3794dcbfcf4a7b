package io.gramme.admission;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an operator sees of admission control, at one moment.
 *
 * @param rate slices per second that background work may use
 * @param finding why
 * @param signals what was found out at the last look, at most a second ago
 * @param throttledFor how long cuts have kept the rate below its ceiling; zero if they do not
 * @param lines for every kind of work
 */
public record AdmissionView(
    int rate, Finding finding, Signals signals, Duration throttledFor, Map<Work, Line> lines) {

  /**
   * One kind of work.
   *
   * @param waiting who asked and has no answer yet
   * @param granted slices since the node started
   * @param refused askers since then for whom there was no place in the line
   */
  public record Line(int waiting, long granted, long refused) {

    static final Line EMPTY = new Line(0, 0, 0);

    Line grantedOne() {
      return new Line(waiting, granted + 1, refused);
    }

    Line refusedOne() {
      return new Line(waiting, granted, refused + 1);
    }

    Line with(int nowWaiting) {
      return new Line(nowWaiting, granted, refused);
    }
  }

  public AdmissionView {
    lines = Collections.unmodifiableMap(new EnumMap<>(lines));
  }
}
