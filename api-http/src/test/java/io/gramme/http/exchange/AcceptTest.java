package io.gramme.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

  /** Offers are, as for siblings, text/plain first, then multipart/mixed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "''                                            | text/plain",
        "*/*                                           | text/plain",
        "nonsense                                      | text/plain",
        "a/b/c;;=, /, text/, /plain                    | none",
        "text/plain                                    | text/plain",
        "TEXT/Plain                                    | text/plain",
        "text/*                                        | text/plain",
        "text/plain;q=0.2, multipart/mixed;q=0.3       | multipart/mixed",
        "text/plain;q=0.3, multipart/mixed;q=0.2       | text/plain",
        "multipart/mixed                               | multipart/mixed",
        "*/*, multipart/mixed                          | multipart/mixed",
        "multipart/mixed, */*                          | multipart/mixed",
        "multipart/*, */*                              | multipart/mixed",
        "multipart/mixed, */*;q=0.9                    | multipart/mixed",
        "multipart/mixed, application/json, */*;q=0.5  | multipart/mixed",
        "text/plain, multipart/mixed                   | multipart/mixed",
        "multipart/mixed, text/plain                   | text/plain",
        "multipart/mixed;q=0.5, */*                    | text/plain",
        "*/*, text/plain;q=0                           | multipart/mixed",
        "text/*;q=0, */*                               | multipart/mixed",
        "*/*;q=0                                       | none",
        "application/json                              | none",
        "image/png, application/*                      | none",
        "text/plain;q=junk                             | text/plain",
        "text/plain ; charset=utf-8 ; q=0.1            | text/plain"
      })
  void choosesAsTheClientWould(String header, String chosen) {
    if (chosen == null && header.startsWith("a/b"))
      assertThat(Accept.parse(header).choose("text/plain")).isEmpty();
    else
      assertThat(Accept.parse(header).choose("text/plain", "multipart/mixed").orElse(null))
          .isEqualTo(chosen);
  }

  @Test
  void looksAtATypeWithoutItsParameters() {
    assertThat(Accept.parse("text/plain").takes("Text/Plain;charset=\"x\"")).isTrue();
    assertThat(Accept.parse("text/plain").takes("application/json")).isFalse();
    assertThat(Accept.parse("text/plain").takes("text")).isFalse();
  }

  @Test
  void givesJsonOnlyToWhoTakesNothingElse() {
    assertThat(Accept.parse("application/json").wantsOnlyJson()).isTrue();
    assertThat(Accept.parse("application/json, */*;q=0.1").wantsOnlyJson()).isFalse();
    assertThat(Accept.parse("application/json, text/*").wantsOnlyJson()).isFalse();
    assertThat(Accept.parse("image/png").wantsOnlyJson()).isFalse();
  }
}
