package io.gramme.simulation;

/** One history of a whole cluster, from its seed to its verdict. */
final class ClusterSimulation {

  /**
   * What a history came to.
   *
   * @param traceHash equal for two runs if and only if the same has happened in both
   * @param broken the promise that was broken, empty if none was
   * @param trace everything in words, if they were kept; else empty
   */
  record Verdict(Scenario scenario, long traceHash, String broken, String trace, Figures figures) {

    boolean isGood() {
      return broken.isEmpty();
    }
  }

  /**
   * How much has happened: proof that something did.
   *
   * @param owed writes that had to be taken, by I3
   * @param reaped tombstones that were forgotten
   */
  record Figures(
      int writes, int acknowledged, int owed, int reaped, long events, long virtualMillis) {}

  private static final long LONGEST_LIFE_MILLIS = 1_000_000;
  private static final long LONGEST_REPAIR_MILLIS = 1_000_000;
  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final long MOST_EVENTS = 5_000_000;

  private final Scenario scenario;
  private final Timeline timeline = new Timeline();
  private final Trace trace;
  private final Cluster cluster;
  private final Nemesis nemesis;
  private final Workload workload;
  private final Availability availability;
  private final Dice dice;

  private ClusterSimulation(Scenario scenario, boolean keepsWords) {
    this.scenario = scenario;
    this.trace = new Trace(timeline, keepsWords);
    this.dice = new Dice(scenario.seed() ^ 0x9e3779b97f4a7c15L);
    this.cluster = new Cluster(scenario, timeline, trace, dice.split());
    this.nemesis = new Nemesis(cluster, dice.split());
    this.workload = new Workload(scenario, timeline);
    this.availability = new Availability(cluster, nemesis);
  }

  /** Lives through a history; of one that ends badly also says what bears on the key. */
  static Verdict run(Scenario scenario) {
    Verdict verdict = new ClusterSimulation(scenario, false).live();
    return verdict.isGood() ? verdict : new ClusterSimulation(scenario, true).live();
  }

  /** The same, with every word. */
  static Verdict told(Scenario scenario) {
    return new ClusterSimulation(scenario, true).live();
  }

  private Verdict live() {
    try {
      begin();
      passUntil(workload::isDone, LONGEST_LIFE_MILLIS, "the clients do not come to an end");
      timeline.runUntil(timeline.nowMillis() + 2 * Client.TIMEOUT_MILLIS);
      nemesis.end();
      settle();
      cluster.oracle().checkEnd();
      return verdict("", trace.words());
    } catch (BrokenPromiseException e) {
      return verdict(e.getMessage(), trace.wordsOf(e.item()));
    } catch (RuntimeException | AssertionError e) {
      StackTraceElement[] where = e.getStackTrace();
      return verdict(e + " at " + (where.length == 0 ? "?" : where[0]), trace.words());
    }
  }

  private void begin() {
    trace.note(Trace.EVERYTHING, scenario.toString());
    for (Item item : scenario.items()) {
      trace.note(item.number(), item.toString(), item.habit().toString());
      trace.note(item.number(), "has replicas", cluster.replicasOf(item).toString());
    }
    cluster.machines().forEach(Machine::start);
    for (int i = 0; i < scenario.clients(); i++) {
      new Client(i, cluster, dice.split(), workload, availability).goOn();
    }
    nemesis.begin();
  }

  private void settle() {
    long sinceMillis = timeline.nowMillis();
    while (!cluster.oracle().isConverged()) {
      if (timeline.nowMillis() > sinceMillis + LONGEST_REPAIR_MILLIS) return;
      pass();
    }
  }

  /** Time passes until something holds; too long a time breaks a promise. */
  private void passUntil(java.util.function.BooleanSupplier end, long millis, String ifNever) {
    long sinceMillis = timeline.nowMillis();
    while (!end.getAsBoolean()) {
      if (timeline.nowMillis() > sinceMillis + millis)
        throw new BrokenPromiseException(Trace.EVERYTHING, ifNever);
      pass();
    }
  }

  private void pass() {
    timeline.runUntil(timeline.nowMillis() + LOOK_EVERY_MILLIS);
    cluster.oracle().checkHeld();
    if (timeline.events() > MOST_EVENTS)
      throw new BrokenPromiseException(Trace.EVERYTHING, "too much happens: work without end");
  }

  private Verdict verdict(String broken, String words) {
    return new Verdict(
        scenario,
        trace.hash(),
        broken,
        words,
        new Figures(
            cluster.oracle().writes(),
            cluster.oracle().acknowledged(),
            availability.owed(),
            cluster.oracle().reaped(),
            timeline.events(),
            timeline.nowMillis()));
  }
}
