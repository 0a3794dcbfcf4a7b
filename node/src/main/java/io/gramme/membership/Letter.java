package io.gramme.membership;

import java.util.Optional;

/**
 * One message of a conversation in which two nodes bring their books in step (anti-entropy by push
 * and pull: Demers et al. 1987). Whoever receives one learns what it says and, unless the books are
 * then known to be equal, answers with what the other still lacks.
 *
 * @param digest of the sender's book
 * @param news what the sender thinks the other lacks; nothing in a letter that only asks
 * @param turn counted from 0; {@link #MOST_TURNS} ends a conversation that does not end by itself,
 *     which takes books that change while it goes on
 */
public record Letter(Digest digest, RingNews news, int turn) {

  static final int MOST_TURNS = 4;

  /** Asks whether the other's book is the same. */
  public static Letter opening(RingBook mine) {
    return new Letter(mine.digest(), RingNews.about(mine.root()), 0);
  }

  /** Tells at once what is new in a book. */
  public static Letter telling(RingBook mine, RingNews news) {
    return new Letter(mine.digest(), news, 0);
  }

  /** Whether the sender's book can be of the same ring as this one. */
  public boolean isAkinTo(RingBook mine) {
    return digest.isAkinTo(mine.digest());
  }

  /**
   * What to say to this letter; nothing if there is nothing to say.
   *
   * @param mine after it has learned what it says
   */
  public Optional<Letter> answer(RingBook mine) {
    Digest now = mine.digest();
    if (now.equals(digest) || !now.isAkinTo(digest) || turn >= MOST_TURNS) return Optional.empty();
    return Optional.of(new Letter(now, mine.newsFor(digest), turn + 1));
  }
}
