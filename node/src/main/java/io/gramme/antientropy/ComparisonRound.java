package io.gramme.antientropy;

import io.gramme.antientropy.Outcome.Ending;
import io.gramme.antientropy.Question.OfCopy;
import io.gramme.antientropy.Question.OfKey;
import io.gramme.antientropy.Question.OfRecord;
import io.gramme.antientropy.Question.OfRoots;
import io.gramme.antientropy.Question.OfTrees;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.codec.ByteWriter;
import io.gramme.machine.Step;
import io.gramme.model.Key;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Roots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One session between this node's replica of a partition and a peer's (Dynamo §4.7).
 *
 * <pre>
 *   begin ──► Comparing ◄──more to look at──┐
 *               │ └──keys differ──► Pausing ──slice──► Exchanging ──next window──► Pausing
 *               └──nothing left───────────────────────────┴──► Finished
 * </pre>
 *
 * <p>Both sides are asked for the roots of their trees, then for branches and leaves where they
 * differ: the cost grows with the differences and not with the data. Of each key that differs both
 * records are fetched, and whichever side lacks something of what they come to is sent it. Writes
 * go on meanwhile: what looks different because one of them is on its way is merged, which harms
 * nobody.
 *
 * <p>Questions are idempotent. One that is not answered, or refused for now, is put again at the
 * ticks of the shell, a bounded number of times.
 */
public sealed interface ComparisonRound {

  /** A replica has answered the call of that number; answers to no open call are ignored. */
  Step<ComparisonRound, Effect> onReply(long call, Reply reply);

  /** The session may exchange another window of keys. */
  Step<ComparisonRound, Effect> onSlice();

  /** As long has passed as an answer may take. */
  Step<ComparisonRound, Effect> onTick();

  /** This node can no longer reach the peer. */
  Step<ComparisonRound, Effect> onPeerLost();

  /**
   * Bounds of a session.
   *
   * @param leastReplicas only of keys with so many replicas or more are both nodes primaries
   * @param windowKeys the most keys exchanged on one slice
   * @param windowBytes beyond which no more are begun on it
   * @param keysAtOnce the most keys whose records are fetched or sent at the same time
   * @param keysLimit the most keys of one session
   * @param mostTicks that a call waits before the session gives up, at least 2
   */
  record Bounds(
      int leastReplicas,
      int windowKeys,
      long windowBytes,
      int keysAtOnce,
      long keysLimit,
      int mostTicks) {

    public Bounds {
      if (leastReplicas < 1 || windowKeys < 1 || windowBytes < 1 || keysAtOnce < 1)
        throw new IllegalArgumentException("bounds below 1");
      if (keysLimit < 1 || mostTicks < 2)
        throw new IllegalArgumentException(keysLimit + " keys, " + mostTicks + " ticks");
    }

    /** As sessions usually are. */
    public static Bounds of(int leastReplicas, int windowKeys, long windowBytes) {
      return new Bounds(leastReplicas, windowKeys, windowBytes, 8, 100_000, 5);
    }
  }

  /** Asks both sides for the roots of their trees. */
  static Step<ComparisonRound, Effect> begin(Bounds bounds) {
    return new Course(bounds, Ledger.EMPTY, Agenda.of(new OfRoots(bounds.leastReplicas())), 0)
        .next();
  }

  /** Both sides are asked the same question about their trees. */
  record Comparing(Course course, OfTrees question, Map<Side, Reply> answers, Calls calls)
      implements ComparisonRound {

    @Override
    public Step<ComparisonRound, Effect> onReply(long number, Reply reply) {
      Optional<Calls.Call> call = calls.call(number);
      if (call.isEmpty()) return Step.to(this);
      if (reply instanceof Refused refused) return onRefusal(refused.why());
      if (!question.isAnsweredBy(reply)) return course.ended(Ending.REFUSED);
      Map<Side, Reply> both = new EnumMap<>(Side.class);
      both.putAll(answers);
      both.put(call.get().side(), reply);
      return both.size() == 2
          ? compared(both.get(Side.HERE), both.get(Side.THERE))
          : Step.to(new Comparing(course, question, both, calls.without(number)));
    }

    private Step<ComparisonRound, Effect> compared(Reply here, Reply there) {
      Question.Differences differences = question.compare(here, there);
      Ledger ledger = course.ledger();
      if (question instanceof OfRoots) ledger = ledger.roots((Roots) here, (Roots) there);
      if (!differences.closer().isEmpty()) ledger = ledger.differing();
      return course.with(ledger).with(course.agenda().with(differences)).next();
    }

    private Step<ComparisonRound, Effect> onRefusal(Reason why) {
      if (mayPass(why)) return Step.to(this);
      List<OfTrees> smaller = question.divided();
      if (why != Reason.ANSWER_TOO_LARGE || smaller.isEmpty()) return course.ended(Ending.REFUSED);
      return course.with(course.agenda().with(smaller)).next();
    }

    @Override
    public Step<ComparisonRound, Effect> onSlice() {
      return Step.to(this);
    }

    @Override
    public Step<ComparisonRound, Effect> onTick() {
      Calls older = calls.older();
      return older.hasWaited(course.bounds().mostTicks())
          ? course.ended(Ending.NO_ANSWER)
          : Step.to(new Comparing(course, question, answers, older), again(older));
    }

    @Override
    public Step<ComparisonRound, Effect> onPeerLost() {
      return course.ended(Ending.PEER_LOST);
    }
  }

  /** Keys are known to differ, and wait until they may be exchanged. */
  record Pausing(Course course, int ticks) implements ComparisonRound {

    /** A slice may be long in coming; one that never comes must not hold up the pair for ever. */
    private static final int PATIENCE = 10;

    @Override
    public Step<ComparisonRound, Effect> onReply(long call, Reply reply) {
      return Step.to(this);
    }

    @Override
    public Step<ComparisonRound, Effect> onSlice() {
      Window window =
          new Window(course.bounds().windowKeys(), course.bounds().windowBytes(), Map.of());
      return new Exchanging(course, window, course.numbered()).goOn(List.of());
    }

    @Override
    public Step<ComparisonRound, Effect> onTick() {
      return ticks >= PATIENCE * course.bounds().mostTicks()
          ? course.ended(Ending.NO_SLICE)
          : Step.to(new Pausing(course, ticks + 1));
    }

    @Override
    public Step<ComparisonRound, Effect> onPeerLost() {
      return course.ended(Ending.PEER_LOST);
    }
  }

  /** Records are fetched from both sides, and sent to the side that lacks something. */
  record Exchanging(Course course, Window window, Calls calls) implements ComparisonRound {

    @Override
    public Step<ComparisonRound, Effect> onReply(long number, Reply reply) {
      Optional<Calls.Call> open = calls.call(number);
      if (open.isEmpty()) return Step.to(this);
      Side side = open.get().side();
      OfKey question = (OfKey) open.get().question();
      if (reply instanceof Refused refused) return onRefusal(question.key(), refused.why());
      if (!question.isAnsweredBy(reply)) return course.ended(Ending.REFUSED);
      Calls fewer = calls.without(number);
      if (reply instanceof Found found) return onFound(question.key(), side, found, fewer);
      Ledger taken = course.ledger().taken(side, ((OfCopy) question).bytes());
      return new Exchanging(course.with(taken), window, fewer).goOn(List.of());
    }

    private Step<ComparisonRound, Effect> onFound(Key key, Side side, Found found, Calls fewer) {
      Found other = window.halves().get(key);
      if (other == null) return Step.to(new Exchanging(course, window.with(key, found), fewer));
      Found here = side == Side.HERE ? found : other;
      Found there = side == Side.HERE ? other : found;
      Terms terms = here.terms().or(there.terms());
      Siblings all = terms.reconciliation().settle(here.siblings().merge(there.siblings()));
      OfCopy copy = new OfCopy(key, all, terms, bytes(all));
      Calls more = fewer;
      List<Effect> copies = new ArrayList<>();
      for (Side to : Side.values()) {
        if (!lacks(to == Side.HERE ? here : there, copy)) continue;
        more = more.ask(to, copy);
        copies.add(new Ask(more.last(), to, copy));
      }
      long fetched = bytes(there.siblings());
      Window moved = window.without(key, fetched + copies.size() * copy.bytes());
      Ledger compared = course.ledger().compared(fetched);
      return new Exchanging(course.with(compared), moved, more).goOn(copies);
    }

    private Step<ComparisonRound, Effect> onRefusal(Key key, Reason why) {
      if (mayPass(why)) return Step.to(this);
      if (why != Reason.RECORD_DAMAGED) return course.ended(Ending.REFUSED);
      Course damaged = course.with(course.ledger().damage());
      return new Exchanging(damaged, window.without(key, 0), calls.without(key)).goOn(List.of());
    }

    /** Begins as many keys as may be under way; moves on when the window is used up. */
    private Step<ComparisonRound, Effect> goOn(List<Effect> first) {
      List<Effect> effects = new ArrayList<>(first);
      Agenda agenda = course.agenda();
      Window left = window;
      Calls more = calls;
      while (left.hasRoom()
          && agenda.hasKeys()
          && more.keys().size() < course.bounds().keysAtOnce()) {
        OfRecord question = new OfRecord(agenda.firstKey());
        for (Side side : Side.values()) {
          more = more.ask(side, question);
          effects.add(new Ask(more.last(), side, question));
        }
        agenda = agenda.withoutFirstKey();
        left = left.begun();
      }
      Course now = course.with(agenda).after(more);
      return more.isEmpty() ? now.next() : Step.to(new Exchanging(now, left, more), effects);
    }

    @Override
    public Step<ComparisonRound, Effect> onSlice() {
      return Step.to(this);
    }

    @Override
    public Step<ComparisonRound, Effect> onTick() {
      Calls older = calls.older();
      return older.hasWaited(course.bounds().mostTicks())
          ? course.ended(Ending.NO_ANSWER)
          : Step.to(new Exchanging(course, window, older), again(older));
    }

    @Override
    public Step<ComparisonRound, Effect> onPeerLost() {
      return course.ended(Ending.PEER_LOST);
    }
  }

  /** Nothing more can happen; stragglers are ignored. */
  record Finished(Outcome outcome) implements ComparisonRound {

    @Override
    public Step<ComparisonRound, Effect> onReply(long call, Reply reply) {
      return Step.to(this);
    }

    @Override
    public Step<ComparisonRound, Effect> onSlice() {
      return Step.to(this);
    }

    @Override
    public Step<ComparisonRound, Effect> onTick() {
      return Step.to(this);
    }

    @Override
    public Step<ComparisonRound, Effect> onPeerLost() {
      return Step.to(this);
    }
  }

  /** What the round asks of the world. Data, so that tests can compare it. */
  sealed interface Effect {
    void performOn(Shell shell);
  }

  /** To put a question to one side, or to put it again. */
  record Ask(long call, Side side, Question question) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.ask(call, side, question);
    }
  }

  /** To say when the session may go on. */
  record AskForSlice() implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.askForSlice();
    }
  }

  /** The session has ended. */
  record Report(Outcome outcome) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.report(outcome);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void ask(long call, Side side, Question question);

    void askForSlice();

    void report(Outcome outcome);
  }

  /** Whether the same may be granted a moment later. */
  private static boolean mayPass(Reason why) {
    return why == Reason.OVERLOADED || why == Reason.STALE;
  }

  private static boolean lacks(Found found, OfCopy copy) {
    return !found.siblings().hasSameVersionsAs(copy.siblings())
        || !copy.siblings().isEmpty() && !found.terms().equals(copy.terms());
  }

  private static List<Effect> again(Calls calls) {
    List<Effect> again = new ArrayList<>();
    calls
        .open()
        .forEach(
            (number, call) -> {
              if (call.isDue()) again.add(new Ask(number, call.side(), call.question()));
            });
    return again;
  }

  private static long bytes(Siblings siblings) {
    ByteWriter out = ByteWriter.growing(512);
    siblings.writeTo(out);
    return out.toByteArray().length;
  }
}
