package io.gramme.config;

import com.typesafe.config.Config;
import io.gramme.model.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The block {@code gramme} of a configuration, read setting by setting: what is not within its
 * range is refused by the setting's whole name.
 */
record CheckedBlock(Config gramme) {

  /** A number from 1 on. */
  int positive(String path) {
    return within(path, 1, Integer.MAX_VALUE);
  }

  /** A number of a range. */
  int within(String path, int least, int most) {
    int value = gramme.getInt(path);
    if (value < least) throw tooSmall(path, value, least);
    if (value > most)
      throw new SettingRefusedException(
          "gramme." + path + " is " + value + ", not from " + least + " to " + most);
    return value;
  }

  /** A size of at least one byte. */
  long positiveBytes(String path) {
    long value = gramme.getBytes(path);
    if (value < 1) throw tooSmall(path, value, 1);
    return value;
  }

  /** A size of at least one byte, and not more than so many. */
  long bytesUpTo(String path, long most) {
    long value = positiveBytes(path);
    if (value > most)
      throw new SettingRefusedException(
          "gramme." + path + " is " + value + " bytes, and at most " + most + " make sense");
    return value;
  }

  /** A time of at least a millisecond. */
  Duration positiveDuration(String path) {
    Duration value = gramme.getDuration(path);
    if (value.toMillis() < 1) throw tooSmall(path, value.toMillis(), 1);
    return value;
  }

  /** Hosts and ports, each once. */
  List<Endpoint> endpoints(String path) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String each : gramme.getStringList(path)) endpoints.add(endpoint(path, each.trim()));
    return endpoints.stream().distinct().toList();
  }

  /** A host and a port. */
  Endpoint endpoint(String path, String text) {
    try {
      return new Endpoint(text);
    } catch (IllegalArgumentException e) {
      throw new SettingRefusedException("gramme." + path + ": " + e.getMessage());
    }
  }

  private static SettingRefusedException tooSmall(String path, long value, int least) {
    return new SettingRefusedException(
        "gramme." + path + " is " + value + " and must be at least " + least);
  }
}
