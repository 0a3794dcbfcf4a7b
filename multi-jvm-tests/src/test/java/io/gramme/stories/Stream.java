package io.gramme.stories;

import io.gramme.stories.Network.Passage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * What one end of a connection sends to the other. Messages of actors can be lost one by one, as
 * the transport frames them: five bytes once, then for each message its length in four bytes and
 * the message. Anything else can only be kept waiting.
 */
final class Stream {

  private static final int BYTES = 64 * 1024;
  private static final int PREAMBLE = 5;
  private static final int LENGTH = 4;

  private final SocketChannel source;
  private final SocketChannel sink;
  private final boolean isFramed;
  private final ByteBuffer in = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer out = ByteBuffer.allocate(BYTES);
  private int leftOfFrame;
  private boolean isFrameLost;
  private boolean sourceEnded;
  private boolean ended;

  /**
   * @param isFramed whether the source sends messages of actors
   */
  Stream(SocketChannel source, SocketChannel sink, boolean isFramed) {
    this.source = source;
    this.sink = sink;
    this.isFramed = isFramed;
    this.leftOfFrame = PREAMBLE;
  }

  /** Hands on, keeps or loses what there is. */
  void pump(Passage passage) throws IOException {
    if (ended || isStill(passage)) return;
    if (!sourceEnded && in.hasRemaining()) sourceEnded = source.read(in) < 0;
    in.flip();
    if (isFramed) sift(passage == Passage.LOST);
    else copy(Math.min(in.remaining(), out.remaining()));
    in.compact();
    out.flip();
    sink.write(out);
    out.compact();
    if (sourceEnded && out.position() == 0) {
      sink.shutdownOutput();
      ended = true;
    }
  }

  private boolean isStill(Passage passage) {
    return passage == Passage.LATE || passage == Passage.LOST && !isFramed;
  }

  /** A message that has begun to go through goes through. */
  private void sift(boolean isLost) {
    while (in.hasRemaining()) {
      if (leftOfFrame == 0) {
        if (in.remaining() < LENGTH) return;
        leftOfFrame = LENGTH + in.getInt(in.position());
        isFrameLost = isLost;
      }
      int bytes = Math.min(leftOfFrame, in.remaining());
      if (isFrameLost) in.position(in.position() + bytes);
      else copy(bytes = Math.min(bytes, out.remaining()));
      if (bytes == 0) return;
      leftOfFrame -= bytes;
    }
  }

  private void copy(int bytes) {
    out.put(out.position(), in, in.position(), bytes);
    out.position(out.position() + bytes);
    in.position(in.position() + bytes);
  }

  boolean isEnded() {
    return ended;
  }

  int toRead(Passage passage) {
    boolean wants = !sourceEnded && in.hasRemaining() && !isStill(passage);
    return wants ? SelectionKey.OP_READ : 0;
  }

  int toWrite() {
    return out.position() > 0 ? SelectionKey.OP_WRITE : 0;
  }
}
