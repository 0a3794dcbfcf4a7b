package io.gramme.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What the kernel calls the time since it was started: another after every start of the machine, so
 * that a loss of power can be told from the end of a process. Containers share that of their host.
 *
 * @param value {@link #UNKNOWN} where the kernel does not say
 */
record BootId(String value) {

  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z-]{1,64}");

  /** Where the kernel does not say; two of them are taken for the same. */
  static final BootId UNKNOWN = new BootId("unknown");

  /** Where Linux says it (random(4)). */
  static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

  BootId {
    if (!FORM.matcher(value).matches()) throw new IllegalArgumentException("boot id " + value);
  }

  /** Reads a file that holds nothing else; what is not there or not of the form is unknown. */
  static BootId readFrom(Path file) {
    try {
      String text = Files.readString(file).strip();
      return FORM.matcher(text).matches() ? new BootId(text) : UNKNOWN;
    } catch (IOException | SecurityException e) {
      return UNKNOWN;
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
