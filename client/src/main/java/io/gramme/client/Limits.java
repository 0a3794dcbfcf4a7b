package io.gramme.client;

/**
 * What a client holds at the most.
 *
 * @param operationsInFlight those that have not ended; one more is a {@link BusyClientException}
 * @param valueBytes of a value to be written; more is a {@link TooLargeException}
 * @param answerBytes of an answer, all siblings together; more is a {@link TooLargeException}
 */
public record Limits(int operationsInFlight, int valueBytes, int answerBytes) {

  /** Refuses less than 1 of anything. */
  public Limits {
    if (operationsInFlight < 1 || valueBytes < 1 || answerBytes < 1)
      throw new IllegalArgumentException("limits are 1 or more");
  }
}
