package io.gramme.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that sends requests as they are spelled; a line feed in a head stands for CR LF, and
 * each char for a byte.
 */
final class RawConnection implements AutoCloseable {

  private static final int ANSWER_WITHIN_MS = 10_000;

  private final Socket socket;
  private final InputStream in;

  RawConnection(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(ANSWER_WITHIN_MS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a request and reads its answer. The head is completed by Host and, where there is a body,
   * Content-Length.
   *
   * @param request head, and after an empty line the body
   */
  RawAnswer send(String request) {
    write(completed(request));
    return read(request.startsWith("HEAD "));
  }

  private static String completed(String request) {
    int end = request.indexOf("\n\n");
    String head = end < 0 ? request.stripTrailing() : request.substring(0, end);
    String body = end < 0 ? "" : request.substring(end + 2);
    String lower = head.toLowerCase();
    StringBuilder all = new StringBuilder(head);
    if (!lower.contains("\nhost:")) all.append("\nHost: localhost");
    if (end >= 0 && !lower.contains("\ncontent-length:") && !lower.contains("\ntransfer-encoding:"))
      all.append("\nContent-Length: ").append(body.length());
    return all.toString().replace("\n", "\r\n") + "\r\n\r\n" + body;
  }

  /** Sends bytes as they are. */
  void write(String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one answer, by its Content-Length. */
  RawAnswer read(boolean isHead) {
    try {
      String statusLine = line();
      List<String> headers = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) headers.add(line);
      int status = Integer.parseInt(statusLine.split(" ")[1]);
      RawAnswer head = new RawAnswer(status, headers, "");
      int length = isHead ? 0 : head.find("Content-Length").map(Integer::parseInt).orElse(0);
      byte[] body = in.readNBytes(length);
      if (body.length < length) throw new EOFException("a body cut short");
      return new RawAnswer(status, headers, new String(body, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request and reads an answer that comes in chunks. */
  List<String> chunks(String request) {
    write(completed(request));
    return chunks();
  }

  /** Reads an answer that comes in chunks. */
  List<String> chunks() {
    try {
      List<String> head = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) head.add(line);
      if (!head.contains("Transfer-Encoding: chunked")) throw new IOException("no chunks: " + head);
      List<String> chunks = new ArrayList<>();
      for (int size = size(); size > 0; size = size()) {
        chunks.add(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
        line();
      }
      line();
      return chunks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int size() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  /** Whether the server has closed its side; waits until it has, or a while. */
  boolean isAtEnd() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return e.getMessage() != null && e.getMessage().contains("reset");
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) throw new EOFException("the server closed without an answer");
    while (b >= 0 && b != '\n') {
      if (b != '\r') line.write(b);
      b = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
