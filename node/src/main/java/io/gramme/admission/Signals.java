package io.gramme.admission;

/**
 * What background work is held back by.
 *
 * @param minute requests of the last minute
 * @param recent requests of the last seconds, but only those since the last cut, so that a cut is
 *     judged by what came after it
 * @param underway requests that have not ended
 * @param writerWaitMicros how long the oldest write that the disk has not taken has waited
 */
public record Signals(Foreground minute, Foreground recent, long underway, long writerWaitMicros) {

  /** Nothing goes on. */
  public static final Signals SILENCE = new Signals(Foreground.NONE, Foreground.NONE, 0, 0);
}
