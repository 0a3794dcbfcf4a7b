package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestLoadTest {

  private final RequestLoad load = new RequestLoad(2);

  @Test
  void takesAsManyClientsAsItMay() {
    admit(2);
    assertThat(load.admit()).isEmpty();
  }

  @Test
  void whoHasItsAnswerMakesRoomForAnother() {
    RequestLoad.Place first = admit(2).get(0);
    assertThat(first.answered()).isTrue();
    assertThat(load.admit()).isPresent();
    assertThat(load.admit()).isEmpty();
  }

  @Test
  void noMoreListenThanThereMayBeClients() {
    for (int i = 0; i < 2; i++) assertThat(admit(1).get(0).answered()).isTrue();
    RequestLoad.Place third = admit(1).get(0);
    assertThat(third.answered()).isFalse();
    third.ended();
    assertThat(admit(1).get(0).answered()).isFalse();
  }

  @Test
  void allTogetherAreBounded() {
    for (int i = 0; i < 6; i++) admit(1).get(0).answered();
    assertThat(load.admit()).isEmpty();
  }

  /** Its actor says so, and whoever sees the actor go says it again. */
  @Test
  void anEndCountsOnce() {
    List<RequestLoad.Place> both = admit(2);
    both.get(0).answered();
    for (RequestLoad.Place place : both) {
      place.ended();
      place.ended();
    }
    admit(2);
    assertThat(load.admit()).isEmpty();
  }

  private List<RequestLoad.Place> admit(int count) {
    List<RequestLoad.Place> places = new ArrayList<>();
    for (int i = 0; i < count; i++) places.add(load.admit().orElseThrow());
    return places;
  }
}
