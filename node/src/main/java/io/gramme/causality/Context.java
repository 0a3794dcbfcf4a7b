package io.gramme.causality;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * What a client carries from a read to the write that follows it (Dynamo §4.1): opaque to the
 * client, checksummed, with a format number in front.
 *
 * @param seen every dot that the read showed or covered
 * @param fastest the name of the node that answered the read first, to coordinate the write (Dynamo
 *     §5); empty for no preference
 */
public record Context(VersionVector seen, String fastest) {

  /** The context of one who has read nothing. */
  public static final Context BLIND = new Context(VersionVector.EMPTY, "");

  private static final int FORMAT = 1;
  private static final int CHECKSUM_BYTES = 4;

  /** The text that a client is given, base64. */
  public String encoded() {
    ByteWriter out = ByteWriter.growing(64).writeByte(FORMAT).writeText(fastest);
    seen.writeTo(out);
    byte[] body = out.toByteArray();
    return Base64.getEncoder().encodeToString(out.writeInt(checksum(body)).toByteArray());
  }

  /**
   * Reads a text that {@link #encoded} made.
   *
   * @throws MalformedBytesException if the text is damaged, cut short or of another format
   */
  public static Context decode(String text) {
    byte[] all;
    try {
      all = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a context that is not base64");
    }
    // The decoder overlooks missing padding and stray bits in the last letter.
    if (!Base64.getEncoder().encodeToString(all).equals(text))
      throw new MalformedBytesException("a context in base64 that this store does not write");
    if (all.length <= CHECKSUM_BYTES) throw new MalformedBytesException("a context too short");
    byte[] body = Arrays.copyOf(all, all.length - CHECKSUM_BYTES);
    byte[] sum = Arrays.copyOfRange(all, body.length, all.length);
    if (ByteReader.of(sum).readInt() != checksum(body))
      throw new MalformedBytesException("a context whose checksum is wrong");
    ByteReader in = ByteReader.of(body);
    int format = in.readByte();
    if (format != FORMAT) throw new MalformedBytesException("a context of format " + format);
    String fastest = in.readText();
    VersionVector seen = VersionVector.readFrom(in);
    in.expectEnd();
    return new Context(seen, fastest);
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
