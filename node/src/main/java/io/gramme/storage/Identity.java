package io.gramme.storage;

import io.gramme.codec.MalformedBytesException;
import io.gramme.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What a data directory knows of itself, kept in one small file that is replaced whole. So no crash
 * can leave a clean mark beside another start's count.
 *
 * @param node whose directory it is
 * @param directory what tells it from every other directory, also from one that the same node had
 *     before; 0 in what was written before there was such a thing
 * @param startCount how often it was opened, from 1
 * @param incarnation of what the store remembers, never 0
 * @param clean whether everything was flushed, synced and closed after the last write
 * @param suspect whether damage was met while it was in use
 * @param boot of the machine at the last start; unknown too if an older version wrote it
 */
record Identity(
    NodeId node,
    long directory,
    int startCount,
    long incarnation,
    boolean clean,
    boolean suspect,
    BootId boot) {

  private static final int FORMAT = 1;

  Identity {
    if (startCount < 1) throw new IllegalArgumentException("start count " + startCount);
    if (incarnation == 0) throw new IllegalArgumentException("incarnation 0");
  }

  Identity closedCleanly(long incarnation) {
    return new Identity(node, directory, startCount, incarnation, true, suspect, boot);
  }

  Identity foundSuspect(long incarnation) {
    return new Identity(node, directory, startCount, incarnation, clean, true, boot);
  }

  Identity withoutSuspicion(long incarnation) {
    return new Identity(node, directory, startCount, incarnation, clean, false, boot);
  }

  void writeTo(DurableFile file) throws IOException {
    String body =
        "format="
            + FORMAT
            + "\nnode="
            + node
            + "\ndirectory="
            + HexFormat.of().toHexDigits(directory)
            + "\nstarts="
            + startCount
            + "\nincarnation="
            + HexFormat.of().toHexDigits(incarnation)
            + "\nclean="
            + clean
            + "\nsuspect="
            + suspect
            + "\nboot="
            + boot
            + "\n";
    file.replace(body + "checksum=" + checksum(body) + "\n");
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws DirectoryRefusedException if another version wrote it, or it is damaged
   */
  static Identity readFrom(DurableFile file) throws IOException {
    String text = file.text();
    try {
      Map<String, String> fields = fields(text);
      int format = Integer.parseInt(field(fields, "format"));
      if (format != FORMAT)
        throw new DirectoryRefusedException(
            file.path().toAbsolutePath().getParent()
                + " has the disk format "
                + format
                + "; this version understands format "
                + FORMAT
                + " alone. Use the version that wrote it.");
      String body = text.substring(0, Math.max(0, text.indexOf("checksum=")));
      if (!checksum(body).equals(field(fields, "checksum")))
        throw new MalformedBytesException("the checksum does not match");
      return new Identity(
          new NodeId(field(fields, "node")),
          HexFormat.fromHexDigitsToLong(fields.getOrDefault("directory", "0")),
          Integer.parseInt(field(fields, "starts")),
          HexFormat.fromHexDigitsToLong(field(fields, "incarnation")),
          Boolean.parseBoolean(field(fields, "clean")),
          Boolean.parseBoolean(field(fields, "suspect")),
          new BootId(fields.getOrDefault("boot", BootId.UNKNOWN.value())));
    } catch (IllegalArgumentException | MalformedBytesException e) {
      throw new DirectoryRefusedException(
          file.path()
              + " is damaged ("
              + e.getMessage()
              + "). Give the node an empty data directory and replace it in the ring.");
    }
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals < 0) throw new MalformedBytesException("a line without '='");
      fields.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return fields;
  }

  private static String field(Map<String, String> fields, String name) {
    if (!fields.containsKey(name)) throw new MalformedBytesException("no " + name);
    return fields.get(name);
  }

  private static String checksum(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
