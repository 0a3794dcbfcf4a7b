package io.gramme.stories;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that shows every byte, for stories about what happens to one in the middle of a
 * request. Answers without a Content-Length end with their head.
 */
final class RawConnection implements AutoCloseable {

  private static final int SILENCE_MILLIS = 30_000;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final Socket socket;
  private final InputStream in;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** Connects to a port of this machine. */
  static RawConnection to(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SILENCE_MILLIS);
    return new RawConnection(socket);
  }

  /** Whether nobody listens at a port of this machine any more. */
  static boolean isRefused(int port) {
    try (RawConnection probe = to(port)) {
      return probe.socket.isClosed();
    } catch (IOException e) {
      return true;
    }
  }

  /** The head of a request that stores a text of so many bytes, with more header lines if any. */
  static String head(Place place, int bytes, String... more) {
    String lines = more.length == 0 ? "" : String.join("\r\n", more) + "\r\n";
    return "PUT "
        + place.path()
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
        + lines
        + "Content-Length: "
        + bytes
        + END_OF_HEAD;
  }

  /** Sends some of a request. */
  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** What came back. */
  enum Kind {
    WHOLE,
    HALF,
    NOTHING
  }

  /**
   * One answer.
   *
   * @param status of a whole one, else 0
   */
  record Received(Kind kind, int status, String text) {}

  /** Waits for one answer, or for the end of the connection. */
  Received receive() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        bytes.write(next);
        if (isWhole(bytes)) return whole(bytes);
      }
    } catch (IOException e) {
      // A connection that is reset has ended too.
    }
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    return new Received(text.isEmpty() ? Kind.NOTHING : Kind.HALF, 0, text);
  }

  private static boolean isWhole(ByteArrayOutputStream bytes) {
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    int head = text.indexOf(END_OF_HEAD);
    return head >= 0 && text.length() - head - END_OF_HEAD.length() >= length(text, head);
  }

  private static int length(String text, int head) {
    return text.substring(0, head)
        .lines()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(line -> line.startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElse(0);
  }

  private static Received whole(ByteArrayOutputStream bytes) {
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    return new Received(Kind.WHOLE, Integer.parseInt(text.split(" ", 3)[1]), text);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
