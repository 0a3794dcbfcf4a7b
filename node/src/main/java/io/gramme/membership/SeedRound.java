package io.gramme.membership;

import io.gramme.codec.MalformedBytesException;
import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a node without a ring asks its seeds, one after the other, to be let into theirs: if the ring
 * names it, it takes it over; else it asks once to be staged, and waits for an operator.
 *
 * @param self this node's name
 * @param seeds where to ask, {@code host:port}
 * @param stagedAt seeds that have staged this node
 * @param next how often a seed was asked
 */
record SeedRound(NodeId self, List<String> seeds, Set<String> stagedAt, int next) {

  SeedRound {
    seeds = List.copyOf(seeds);
    stagedAt = Set.copyOf(stagedAt);
  }

  static SeedRound of(NodeId self, List<String> seeds) {
    return new SeedRound(self, seeds, Set.of(), 0);
  }

  /** Another seed is due. */
  Step<SeedRound, Effect> onTurn() {
    if (seeds.isEmpty()) return Step.to(this);
    return Step.to(
        new SeedRound(self, seeds, stagedAt, next + 1),
        new AskCharter(seeds.get(Math.floorMod(next, seeds.size()))));
  }

  /** A seed has answered, with the bytes of its charter or without. */
  Step<SeedRound, Effect> onCharter(String seed, Optional<byte[]> bytes) {
    if (bytes.isEmpty())
      return Step.to(this, new Say("seed " + seed + " has no ring, or does not answer"));
    try {
      Charter charter = Charter.of(bytes.get());
      if (charter.names(self)) return Step.to(this, new TakeOver(bytes.get()));
      Effect meet = new Meet(charter.news().addresses());
      return stagedAt.contains(seed)
          ? Step.to(this, meet, new Say(waiting(seed)))
          : Step.to(this, meet, new AskToStage(seed));
    } catch (MalformedBytesException e) {
      return Step.to(this, new Say("seed " + seed + " speaks otherwise: " + e.getMessage()));
    }
  }

  /** A seed was asked to stage this node. */
  Step<SeedRound, Effect> onReply(String seed, SeedContact.Reply reply) {
    if (reply instanceof SeedContact.IsRefused refused)
      return Step.to(this, new Say("seed " + seed + " refuses this node: " + refused.words()));
    if (reply instanceof SeedContact.IsSilent)
      return Step.to(this, new Say("seed " + seed + " does not answer"));
    Set<String> more = new HashSet<>(stagedAt);
    more.add(seed);
    return Step.to(new SeedRound(self, seeds, more, next), new Say(waiting(seed)));
  }

  private static String waiting(String seed) {
    return "this node is staged to join the ring of " + seed + ": an operator must commit the plan";
  }

  /** What the round asks of the world. */
  sealed interface Effect {
    void performOn(Shell shell);
  }

  /** Asks a seed for its charter. */
  record AskCharter(String seed) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.askCharter(seed);
    }
  }

  /** Asks a seed to stage this node's join. */
  record AskToStage(String seed) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.askToStage(seed);
    }
  }

  /** Takes a ring over that names this node. */
  record TakeOver(byte[] charter) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.takeOver(charter);
    }
  }

  /** These take part in the ring that this node waits for. */
  record Meet(AddressBook hosts) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.meet(hosts);
    }
  }

  /** What an operator should know. */
  record Say(String words) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.say(words);
    }
  }

  /** One method per effect. */
  interface Shell {
    void askCharter(String seed);

    void askToStage(String seed);

    void takeOver(byte[] charter);

    void meet(AddressBook hosts);

    void say(String words);
  }
}
