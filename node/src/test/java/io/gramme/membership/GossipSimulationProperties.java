package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.founded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Nodes that write each other letters, of which some are lost, doubled or late. */
class GossipSimulationProperties {

  private static final int SECONDS_OF_TROUBLE = 30;
  private static final int SECONDS_TO_HEAL = 60;

  /** A letter on its way. */
  private record Post(int from, int to, Letter letter) {}

  @Property(tries = 200)
  void onceNothingIsLostAnyMoreAllBooksBecomeTheSame(@ForAll long seed) {
    World world = new World(seed);
    for (int i = 0; i < SECONDS_OF_TROUBLE; i++) world.second(true);
    for (int i = 0; i < SECONDS_TO_HEAL; i++) world.second(false);
    Set<Digest> digests =
        Arrays.stream(world.books).map(RingBook::digest).collect(Collectors.toSet());
    assertThat(digests).hasSize(1);
    assertThat(world.post).as("conversations end when books are the same").isEmpty();
  }

  /** Blank ones among them ask, and get everything. */
  @Property(tries = 100)
  void oneLetterEachWayAndOneMoreBringsTwoBooksInStep(@ForAll long seed) {
    Random random = new Random(seed);
    RingBook ann = founded(ANN, BOB, CAT);
    RingBook bob = random.nextInt(4) == 0 ? RingBook.BLANK : ann;
    for (int i = random.nextInt(6); i > 0; i--) {
      ann = ann.learn(RingBookProperties.somethingNew(ann, random));
    }
    for (int i = bob.isBlank() ? 0 : random.nextInt(6); i > 0; i--) {
      bob = bob.learn(RingBookProperties.somethingNew(bob, random));
    }
    Letter letter = Letter.opening(ann);
    for (int turn = 0; turn < Letter.MOST_TURNS; turn++) {
      boolean isToBob = turn % 2 == 0;
      RingBook reader = (isToBob ? bob : ann).learn(letter.news());
      if (isToBob) bob = reader;
      else ann = reader;
      if (letter.answer(reader).isEmpty()) break;
      letter = letter.answer(reader).get();
    }
    assertThat(bob.digest()).isEqualTo(ann.digest());
  }

  private static final class World {
    final Random random;
    final RingBook[] books;
    final List<Post> post = new ArrayList<>();
    private boolean isTroubled;

    World(long seed) {
      random = new Random(seed);
      books = new RingBook[3 + random.nextInt(5)];
      Arrays.fill(books, RingBook.BLANK);
      books[0] = founded(ANN, BOB, CAT);
      books[1] = books[0];
    }

    void second(boolean troubled) {
      isTroubled = troubled;
      for (int i = 0; i < books.length; i++) {
        if (troubled && !books[i].isBlank() && random.nextInt(8) == 0) decide(i);
        int peer = random.nextInt(books.length);
        if (peer != i) send(new Post(i, peer, Letter.opening(books[i])));
      }
      while (!post.isEmpty()) {
        Post next = post.remove(random.nextInt(post.size()));
        if (troubled && random.nextInt(3) == 0) continue;
        if (troubled && random.nextInt(5) == 0) post.add(next);
        read(next);
      }
    }

    /** Somebody commits, marks, moves or stages, and tells everybody. */
    private void decide(int who) {
      RingNews news = RingBookProperties.somethingNew(books[who], random);
      books[who] = books[who].learn(news);
      for (int peer = 0; peer < books.length; peer++) {
        if (peer != who) send(new Post(who, peer, Letter.telling(books[who], news)));
      }
    }

    private void read(Post message) {
      RingBook book = books[message.to()].learn(message.letter().news());
      books[message.to()] = book;
      message
          .letter()
          .answer(book)
          .ifPresent(answer -> send(new Post(message.to(), message.from(), answer)));
    }

    private void send(Post message) {
      if (post.size() < 10_000 || !isTroubled) post.add(message);
    }
  }
}
