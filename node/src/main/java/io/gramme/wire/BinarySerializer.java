package io.gramme.wire;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes the messages of one protocol straight into the transport's buffer.
 *
 * <p>A protocol's own serializer says the letter of each message, and how to write and read it. The
 * buffer's byte order belongs to the transport and is left alone. Thread-safe.
 *
 * @param <M> the protocol's messages
 */
public abstract class BinarySerializer<M extends WireMessage> extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  /** More than the peers of a large cluster; beyond it references are resolved each time. */
  private static final int MOST_CACHED_REFS = 10_000;

  private final int identifier;
  private final Class<M> protocol;
  private final ExtendedActorSystem system;
  private final ConcurrentMap<String, ActorRef<Object>> resolved = new ConcurrentHashMap<>();

  protected BinarySerializer(ExtendedActorSystem system, int identifier, Class<M> protocol) {
    this.system = system;
    this.identifier = identifier;
    this.protocol = protocol;
  }

  /** The letter under which a message travels; never changes its meaning. */
  protected abstract String letterOf(M message);

  protected abstract void write(M message, ByteWriter out);

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException for a letter of a later version
   */
  protected abstract M read(String letter, ByteReader in);

  @Override
  public final int identifier() {
    return identifier;
  }

  @Override
  public final String manifest(Object message) {
    return letterOf(protocol.cast(message));
  }

  @Override
  public final void toBinary(Object message, ByteBuffer buffer) {
    write(protocol.cast(message), ByteWriter.into(buffer));
  }

  @Override
  public final byte[] toBinary(Object message) {
    ByteWriter out = ByteWriter.growing(512);
    write(protocol.cast(message), out);
    return out.toByteArray();
  }

  @Override
  public final Object fromBinary(ByteBuffer buffer, String letter) {
    return read(letter, ByteReader.of(buffer));
  }

  @Override
  public final Object fromBinary(byte[] bytes, String letter) {
    return read(letter, ByteReader.of(bytes));
  }

  protected final void writeRef(ActorRef<?> ref, ByteWriter out) {
    out.writeText(resolver().toSerializationFormat(ref));
  }

  /** Resolves a reference; the few that peers reply to are remembered. */
  protected final <T> ActorRef<T> readRef(ByteReader in) {
    String text = in.readText();
    ActorRef<Object> known = resolved.get(text);
    if (known == null) {
      known = resolver().resolveActorRef(text);
      if (resolved.size() < MOST_CACHED_REFS) resolved.put(text, known);
    }
    return known.unsafeUpcast();
  }

  private ActorRefResolver resolver() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }

  protected static IllegalArgumentException unknown(String letter) {
    return new IllegalArgumentException(
        "a message '" + letter + "' that this version does not know; was the peer upgraded?");
  }
}
