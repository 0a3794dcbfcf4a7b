package io.gramme.transfer;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.ring.RingId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The checkpoints of a node's hand-overs, one small file each, and whether an operator has paused
 * them. Each file is replaced whole. None is synced: one that is lost costs time and nothing else,
 * and one that is there speaks only of records that were synced before it was written.
 *
 * <p>Every method throws {@link UncheckedIOException} if the disk does not do what it is asked.
 *
 * @param folder made when it is first needed
 */
public record Checkpoints(Path folder) {

  private static final int FORMAT = 1;
  private static final String PREFIX = "partition-";
  private static final String PAUSED = "paused";

  /**
   * How far a partition has come in a version of the ring; {@link Checkpoint#START} if nothing is
   * known of it, or nothing that can be read.
   */
  Checkpoint read(int partition, RingId of) {
    try {
      Path file = file(partition);
      if (!Files.exists(file)) return Checkpoint.START;
      return decoded(Files.readAllBytes(file), of).orElse(Checkpoint.START);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(int partition, RingId of, Checkpoint checkpoint) {
    try {
      Files.createDirectories(folder);
      Path fresh = folder.resolve(PREFIX + partition + ".new");
      Files.write(fresh, encoded(of, checkpoint));
      Files.move(
          fresh,
          file(partition),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forget(int partition) {
    try {
      Files.deleteIfExists(file(partition));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets whatever is not of this version. */
  void keepOnly(RingId of) {
    if (!Files.isDirectory(folder)) return;
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all =
          files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).toList();
      for (Path file : all) {
        if (decoded(Files.readAllBytes(file), of).isEmpty()) Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isPaused() {
    return Files.exists(folder.resolve(PAUSED));
  }

  void pause(boolean paused) {
    try {
      Files.createDirectories(folder);
      if (paused) Files.write(folder.resolve(PAUSED), new byte[0]);
      else Files.deleteIfExists(folder.resolve(PAUSED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(int partition) {
    return folder.resolve(PREFIX + partition);
  }

  private static byte[] encoded(RingId of, Checkpoint checkpoint) {
    ByteWriter out = ByteWriter.growing(128);
    out.writeByte(FORMAT).writeText(of.hex()).writeBlob(checkpoint.last());
    out.writeBoolean(checkpoint.isEnd());
    out.writeVarLong(checkpoint.keys()).writeVarLong(checkpoint.bytes());
    byte[] body = out.toByteArray();
    return ByteWriter.growing(body.length + Long.BYTES)
        .writeLong(checksum(body))
        .writeRaw(body)
        .toByteArray();
  }

  private static Optional<Checkpoint> decoded(byte[] bytes, RingId of) {
    try {
      ByteReader whole = ByteReader.of(bytes);
      long checksum = whole.readLong();
      byte[] body = whole.readRest().bytes();
      if (checksum != checksum(body)) return Optional.empty();
      ByteReader in = ByteReader.of(body);
      if (in.readByte() != FORMAT || !in.readText().equals(of.hex())) return Optional.empty();
      return Optional.of(
          new Checkpoint(in.readBlob(), in.readBoolean(), in.readVarLong(), in.readVarLong()));
    } catch (MalformedBytesException e) {
      return Optional.empty();
    }
  }

  private static long checksum(byte[] body) {
    CRC32C sum = new CRC32C();
    sum.update(body);
    return sum.getValue();
  }
}
