package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Network.Passage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The network of the stories does what they say it does. */
class NetworkTest {

  private static final byte[] PREAMBLE = {'A', 'K', 'K', 'A', 1};
  private static final int SILENCE_MILLIS = 300;

  @Test
  void aCutIsOneWay() throws IOException {
    Ports ports = Ports.free();
    try (Network network = Network.between(2, ports);
        ServerSocket first = node(ports, 1);
        ServerSocket second = node(ports, 2);
        Socket there = connect(1, 2, ports);
        Socket atSecond = second.accept();
        Socket back = connect(2, 1, ports);
        Socket atFirst = first.accept()) {
      network.cut(1, 2, Passage.LOST);
      say(there, "lost");
      say(back, "heard");
      assertThat(next(atFirst, PREAMBLE.length)).isEqualTo("AKKA\1");
      assertThat(next(atFirst, 9)).endsWith("heard");
      assertThat(next(atSecond, PREAMBLE.length)).isEqualTo("AKKA\1");
      assertThat(next(atSecond, 1)).as("nothing more").isEmpty();
      network.heal();
      say(there, "again");
      assertThat(next(atSecond, 9)).endsWith("again");
    }
  }

  @Test
  void whatIsLateComesWhenTheNetworkHeals() throws IOException {
    Ports ports = Ports.free();
    try (Network network = Network.between(2, ports);
        ServerSocket second = node(ports, 2);
        Socket there = connect(1, 2, ports);
        Socket atSecond = second.accept()) {
      assertThat(next(atSecond, PREAMBLE.length)).isEqualTo("AKKA\1");
      network.cut(1, 2, Passage.LATE);
      say(there, "late!");
      assertThat(next(atSecond, 1)).as("nothing yet").isEmpty();
      network.heal();
      assertThat(next(atSecond, 9)).endsWith("late!");
    }
  }

  private static ServerSocket node(Ports ports, int number) throws IOException {
    return new ServerSocket(ports.artery(number - 1), 10, InetAddress.getByName("127.0.0.1"));
  }

  /** As the actors of a node connect to those of another. */
  private static Socket connect(int from, int to, Ports ports) throws IOException {
    Socket socket =
        new Socket(
            Network.actors(to),
            ports.artery(to - 1),
            InetAddress.getByName(Network.actors(from)),
            0);
    socket.getOutputStream().write(PREAMBLE);
    return socket;
  }

  /** One message in the transport's frame: its length, the lowest byte first, and its bytes. */
  private static void say(Socket socket, String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[4 + bytes.length];
    frame[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, frame, 4, bytes.length);
    socket.getOutputStream().write(frame);
  }

  /** The next so many bytes, or nothing if none come. */
  private static String next(Socket socket, int bytes) throws IOException {
    socket.setSoTimeout(bytes == 1 ? SILENCE_MILLIS : 30_000);
    try {
      return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    } catch (SocketTimeoutException e) {
      return "";
    }
  }
}
