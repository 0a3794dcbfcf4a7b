package io.gramme.transfer;

import io.gramme.machine.Step;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Parcel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets go of the records of one settled partition that this node keeps no longer, on proof that all
 * their keepers have them.
 *
 * <pre>
 *   begin ─► Waiting ─slice of time─► Reading ─records─► Asking ─some lack some─► Pushing
 *               ▲                        │ nothing left     │ all hold all          │
 *               │                        ▼                  ▼                       │
 *               └──────── next ─────  Finished ◄─────── Shedding ◄──────────────────┘
 * </pre>
 *
 * <p>A keeper has a record if it holds exactly the same, or has taken it in since: it may hold
 * something newer. What some keeper was not seen to have stays for another pass. Answers that come
 * late or twice change nothing.
 */
sealed interface ShedRound {

  /** A slice of the node's time is there. */
  default Step<ShedRound, Effect> onSlice() {
    return Step.to(this);
  }

  /** This replica was read. */
  default Step<ShedRound, Effect> onRead(List<Parcel> parcels, Blob last, boolean isEnd) {
    return Step.to(this);
  }

  /** A keeper says which of those it was asked about it holds exactly so. */
  default Step<ShedRound, Effect> onHeld(long call, List<LeafEntry> entries) {
    return Step.to(this);
  }

  /** A keeper has taken in what was pushed. */
  default Step<ShedRound, Effect> onStored(long call) {
    return Step.to(this);
  }

  /** This replica has let go. */
  default Step<ShedRound, Effect> onShed(int count) {
    return Step.to(this);
  }

  /** A keeper refused. */
  default Step<ShedRound, Effect> onFailure(long call) {
    return Step.to(this);
  }

  /** The time for answers is over. */
  default Step<ShedRound, Effect> onDeadline() {
    return Step.to(this);
  }

  /**
   * What is to be let go.
   *
   * @param preference the partition's preference list: the first n keep a key of n replicas
   * @param mostReplicas this node keeps the keys of more replicas: its position in the list
   * @param mayPush whether this node still takes part, so that what it has may be news to others
   */
  record Plan(List<NodeId> preference, int mostReplicas, boolean mayPush) {

    public Plan {
      preference = List.copyOf(preference);
      if (mostReplicas < 1) throw new IllegalArgumentException("the first keeps everything");
    }

    List<NodeId> keepers(Parcel parcel) {
      return preference.subList(0, Math.min(parcel.terms().replicas(), preference.size()));
    }
  }

  /**
   * How far it has come.
   *
   * @param lastCall the number of the last question to a keeper
   * @param shed records that were let go
   * @param left records that could not be
   */
  record Course(Plan plan, Blob after, boolean isEnd, long lastCall, long shed, long left) {

    Course read(Blob last, boolean atEnd) {
      return new Course(plan, last, atEnd, lastCall, shed, left);
    }

    Course called(long call) {
      return new Course(plan, after, isEnd, call, shed, left);
    }

    Course counted(int gone, int remaining) {
      return new Course(plan, after, isEnd, lastCall, shed + gone, left + remaining);
    }

    Step<ShedRound, Effect> next() {
      return isEnd
          ? Step.to(new Finished(), new Report(shed, left))
          : Step.to(new Waiting(this), new AskSlice());
    }

    Step<ShedRound, Effect> givenUp() {
      return Step.to(new Finished(), new Report(shed, left + 1));
    }
  }

  /**
   * What is known of one slice.
   *
   * @param parcels by the entry that stands for each
   * @param lacking who was not yet seen to have it, by entry
   */
  record Batch(Map<LeafEntry, Parcel> parcels, Map<LeafEntry, Set<NodeId>> lacking) {

    static Batch of(List<Parcel> parcels, Plan plan) {
      Map<LeafEntry, Parcel> all = new LinkedHashMap<>();
      Map<LeafEntry, Set<NodeId>> lacking = new HashMap<>();
      for (Parcel parcel : parcels) {
        long digest = EntryDigest.of(parcel.key(), parcel.siblings()).digest();
        LeafEntry entry = new LeafEntry(parcel.key(), digest);
        all.put(entry, parcel);
        lacking.put(entry, Set.copyOf(plan.keepers(parcel)));
      }
      return new Batch(all, lacking);
    }

    Map<NodeId, List<LeafEntry>> byKeeper() {
      Map<NodeId, List<LeafEntry>> asked = new LinkedHashMap<>();
      for (LeafEntry entry : parcels.keySet()) {
        for (NodeId keeper : lacking.get(entry))
          asked.computeIfAbsent(keeper, first -> new ArrayList<>()).add(entry);
      }
      return asked;
    }

    Batch seen(NodeId keeper, List<LeafEntry> entries) {
      Map<LeafEntry, Set<NodeId>> fewer = new HashMap<>(lacking);
      for (LeafEntry entry : entries) {
        Set<NodeId> others = new HashSet<>(fewer.getOrDefault(entry, Set.of()));
        if (others.remove(keeper)) fewer.put(entry, others);
      }
      return new Batch(parcels, fewer);
    }

    List<LeafEntry> proven() {
      return parcels.keySet().stream().filter(entry -> lacking.get(entry).isEmpty()).toList();
    }
  }

  /** Begins with the first slice of time. */
  static Step<ShedRound, Effect> begin(Plan plan) {
    return new Course(plan, Blob.EMPTY, false, 0, 0, 0).next();
  }

  /** Waits for its turn among all background work. */
  record Waiting(Course course) implements ShedRound {

    @Override
    public Step<ShedRound, Effect> onSlice() {
      return Step.to(
          new Reading(course),
          new Read(course.after(), course.plan().mostReplicas()),
          new AwaitAnswers());
    }
  }

  /** This replica is read. */
  record Reading(Course course) implements ShedRound {

    @Override
    public Step<ShedRound, Effect> onRead(List<Parcel> parcels, Blob last, boolean isEnd) {
      Course further = course.read(last, isEnd);
      if (parcels.isEmpty()) return further.next();
      Batch batch = Batch.of(parcels, course.plan());
      long call = course.lastCall();
      Map<Long, NodeId> open = new HashMap<>();
      List<Effect> effects = new ArrayList<>();
      for (Map.Entry<NodeId, List<LeafEntry>> each : batch.byKeeper().entrySet()) {
        open.put(++call, each.getKey());
        effects.add(new AskHeld(call, each.getKey(), each.getValue()));
      }
      effects.add(new AwaitAnswers());
      return Step.to(new Asking(further.called(call), batch, Map.of(), open), effects);
    }

    @Override
    public Step<ShedRound, Effect> onDeadline() {
      return course.givenUp();
    }
  }

  /**
   * All keepers are asked what they hold.
   *
   * @param answered who has said so, by the call
   * @param open who has not
   */
  record Asking(Course course, Batch batch, Map<Long, NodeId> answered, Map<Long, NodeId> open)
      implements ShedRound {

    public Asking {
      answered = Map.copyOf(answered);
      open = Map.copyOf(open);
    }

    @Override
    public Step<ShedRound, Effect> onHeld(long call, List<LeafEntry> entries) {
      if (!open.containsKey(call)) return Step.to(this);
      Map<Long, NodeId> more = new HashMap<>(answered);
      more.put(call, open.get(call));
      return new Asking(course, batch.seen(open.get(call), entries), more, without(open, call))
          .judge();
    }

    @Override
    public Step<ShedRound, Effect> onFailure(long call) {
      return new Asking(course, batch, answered, without(open, call)).judge();
    }

    @Override
    public Step<ShedRound, Effect> onDeadline() {
      return new Asking(course, batch, answered, Map.of()).judge();
    }

    private Step<ShedRound, Effect> judge() {
      if (!open.isEmpty()) return Step.to(this);
      Map<Long, Push> pushes = course.plan().mayPush() ? pushes() : Map.of();
      if (pushes.isEmpty()) return Shedding.begin(course, batch);
      List<Effect> effects = new ArrayList<>(pushes.values());
      effects.add(new AwaitAnswers());
      return Step.to(
          new Pushing(course.called(course.lastCall() + pushes.size()), batch, pushes), effects);
    }

    /** Only to who has answered; and not in vain, where another keeper has not. */
    private Map<Long, Push> pushes() {
      Set<NodeId> there = Set.copyOf(answered.values());
      Map<Long, Push> pushes = new LinkedHashMap<>();
      long call = course.lastCall();
      for (LeafEntry entry : batch.parcels().keySet()) {
        Set<NodeId> lacking = batch.lacking().get(entry);
        if (!there.containsAll(lacking)) continue;
        for (NodeId keeper : lacking)
          pushes.put(++call, new Push(call, keeper, entry, batch.parcels().get(entry)));
      }
      return pushes;
    }
  }

  /** Keepers are sent what they lack. */
  record Pushing(Course course, Batch batch, Map<Long, Push> open) implements ShedRound {

    public Pushing {
      open = Map.copyOf(open);
    }

    @Override
    public Step<ShedRound, Effect> onStored(long call) {
      if (!open.containsKey(call)) return Step.to(this);
      Push push = open.get(call);
      Batch fewer = batch.seen(push.keeper(), List.of(push.entry()));
      return new Pushing(course, fewer, without(open, call)).judge();
    }

    @Override
    public Step<ShedRound, Effect> onFailure(long call) {
      return new Pushing(course, batch, without(open, call)).judge();
    }

    @Override
    public Step<ShedRound, Effect> onDeadline() {
      return Shedding.begin(course, batch);
    }

    private Step<ShedRound, Effect> judge() {
      return open.isEmpty() ? Shedding.begin(course, batch) : Step.to(this);
    }
  }

  /** This replica lets go of what was proven, and still is exactly so. */
  record Shedding(Course course, int asked) implements ShedRound {

    static Step<ShedRound, Effect> begin(Course course, Batch batch) {
      List<LeafEntry> proven = batch.proven();
      Course counted = course.counted(0, batch.parcels().size() - proven.size());
      if (proven.isEmpty()) return counted.next();
      return Step.to(
          new Shedding(counted, proven.size()), new Shed(proven), new AwaitAnswers());
    }

    @Override
    public Step<ShedRound, Effect> onShed(int count) {
      return course.counted(count, asked - count).next();
    }

    @Override
    public Step<ShedRound, Effect> onDeadline() {
      return course.givenUp();
    }
  }

  /** Nothing more is to be done in this pass. */
  record Finished() implements ShedRound {}

  /** What the round asks of the world. Data, so that tests can compare it. */
  sealed interface Effect {
    void performOn(Shell shell);
  }

  /** To call {@link #onSlice} when there is a slice of the node's time. */
  record AskSlice() implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.askSlice();
    }
  }

  /** Read the next records of up to so many replicas from this replica. */
  record Read(Blob after, int mostReplicas) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.read(after, mostReplicas);
    }
  }

  /** Ask a keeper which of these it holds exactly so. */
  record AskHeld(long call, NodeId keeper, List<LeafEntry> entries) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.askHeld(call, keeper, entries);
    }
  }

  /** Send a keeper a record that it lacks. */
  record Push(long call, NodeId keeper, LeafEntry entry, Parcel parcel) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.push(call, keeper, parcel);
    }
  }

  /** Have this replica let go of those that it still holds exactly so. */
  record Shed(List<LeafEntry> entries) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.shed(entries);
    }
  }

  /** To call {@link #onDeadline} when answers have had their time. */
  record AwaitAnswers() implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.awaitAnswers();
    }
  }

  /** The pass is over. */
  record Report(long shed, long left) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.report(shed, left);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void askSlice();

    void read(Blob after, int mostReplicas);

    void askHeld(long call, NodeId keeper, List<LeafEntry> entries);

    void push(long call, NodeId keeper, Parcel parcel);

    void shed(List<LeafEntry> entries);

    void awaitAnswers();

    void report(long shed, long left);
  }

  private static <T> Map<Long, T> without(Map<Long, T> calls, long call) {
    Map<Long, T> fewer = new HashMap<>(calls);
    fewer.remove(call);
    return fewer;
  }
}
