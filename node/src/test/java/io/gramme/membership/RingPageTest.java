package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.address;
import static io.gramme.membership.Nodes.first;
import static io.gramme.membership.Nodes.founded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.gramme.codec.MalformedBytesException;
import io.gramme.ring.Change;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The journalled form of the ring's book: what was once written is read for ever. */
class RingPageTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "pages",
          ConfigFactory.parseString(
                  "pekko { loglevel = OFF, actor.serialization-bindings"
                      + " { \"io.gramme.wire.ControlMessage\" = jackson-cbor } }")
              .withFallback(
                  ConfigFactory.parseResources("gramme-node.conf")
                      .withOnlyPath("pekko.serialization")));
  private static final Serialization SERIALIZATION = SerializationExtension.get(KIT.system());
  private static final int JACKSON_CBOR = 33;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** A book with one of everything in it. */
  private static RingBook rich() {
    RingBook book = founded(ANN, BOB, CAT);
    Member big = Member.of(ANN).withCapacity(200);
    RingNews version =
        RingNews.about(book.root())
            .with(
                first(ANN, BOB, CAT)
                    .next(BOB, 77, List.of(big, Member.of(BOB)), Progress.none(book.root())));
    book = book.learn(version);
    Staging staging =
        book.staging()
            .with(new Change.Replace(BOB, Member.of(CAT).inZone("east")), 5, ANN)
            .withdrawn(6, BOB)
            .with(new Change.Join(big), 7, ANN)
            .with(new Change.Zone(BOB, "west"), 8, BOB);
    return book.learn(
        RingNews.about(book.root())
            .with(book.ring().orElseThrow().progress().with(3, ANN, Mark.READY))
            .with(staging)
            .with(AddressBook.EMPTY.with(ANN, address(ANN, 1L << 33))));
  }

  @Test
  void theBytesOfAPageDoNotChange() throws IOException {
    RingPage page = RingPage.of(rich().history());
    assertThat(HexFormat.of().formatHex(SERIALIZATION.serialize(page).get()))
        .isEqualTo(HexFormat.of().formatHex(golden("ring-page-2.cbor")));
    assertThat(manifest(page)).isEqualTo(RingPage.class.getName());
  }

  @Test
  void aJournalledPageIsReadAsItWasWritten() throws IOException {
    RingPage page = (RingPage) read("ring-page-2.cbor", RingPage.class.getName());
    assertThat(RingBook.BLANK.learn(page.decoded())).isEqualTo(rich());
  }

  /** What was journalled before the ring had a book. */
  @Test
  void theFirstEventsThatWereEverJournalledStillRead() throws IOException {
    Object event = read("ring-adopted-1.cbor", "io.gramme.membership.RingKeeper$Adopted");
    assertThat(event).isInstanceOf(RingPage.class);
    RingBook book = RingBook.BLANK.learn(((RingPage) event).decoded());
    assertThat(book.versions()).containsExactly(first(ANN, BOB));
    assertThat(book.root()).isEqualTo(first(ANN, BOB).id());
  }

  @Test
  void aPageOfALaterFormatIsRefusedWithWords() {
    RingPage page = RingPage.of(rich().everything());
    RingPage later =
        new RingPage(
            RingPage.FORMAT + 1,
            page.root(),
            page.versions(),
            page.progress(),
            page.addresses(),
            page.staged());
    assertThatThrownBy(later::decoded)
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("Use the version that wrote it");
  }

  private static Object read(String name, String manifest) throws IOException {
    return SERIALIZATION.deserialize(golden(name), JACKSON_CBOR, manifest).get();
  }

  private static String manifest(RingPage page) {
    return Serializers.manifestFor(SERIALIZATION.findSerializerFor(page), page);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = RingPageTest.class.getResourceAsStream("/golden/" + name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }
}
