package io.gramme.http.object;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Limits;
import io.gramme.http.exchange.Query;
import io.gramme.quorum.Quorum;
import io.gramme.service.ReadOptions;
import io.gramme.service.ReadOptions.Flag;
import io.gramme.service.WriteOptions;
import io.gramme.service.WriteOptions.SyncOnWrite;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the options of one request and remembers the first thing wrong with them, which the caller
 * asks for afterwards.
 */
public final class Parameters {

  private static final String NOT_A_QUORUM =
      " query parameter must be an integer or one of the following words:"
          + " 'one', 'quorum' or 'all'\n";

  private final Query query;
  private final int replicas;
  private final Limits limits;
  private Optional<Answer> malformed = Optional.empty();
  private Optional<Answer> unsatisfiable = Optional.empty();

  /**
   * @param replicas N of the bucket: no quorum may ask for more
   */
  public Parameters(Query query, int replicas, Limits limits) {
    this.query = query;
    this.replicas = replicas;
    this.limits = limits;
  }

  /**
   * What is wrong with what was read so far; a request that makes no sense before one that can not
   * be met.
   */
  public Optional<Answer> problem() {
    return malformed.or(() -> unsatisfiable);
  }

  /** The options of a read. */
  ReadOptions reading() {
    return new ReadOptions(
        positive("r"),
        quorum("pr"),
        quorum("node_confirms"),
        flag("basic_quorum"),
        flag("notfound_ok"),
        timeout());
  }

  /** The options of a write. */
  WriteOptions writing() {
    return new WriteOptions(
        quorum("w"), quorum("pw"), quorum("dw"), quorum("node_confirms"), syncOnWrite(), timeout());
  }

  /** The options of the read that a delete begins with; {@code rw} stands in for {@code r}. */
  ReadOptions readingToDelete() {
    ReadOptions said = reading();
    return new ReadOptions(
        said.r().or(positive("rw")),
        said.pr(),
        said.nodeConfirms(),
        said.basicQuorum(),
        said.notfoundOk(),
        said.timeout());
  }

  /** The options of a delete; {@code rw} stands in for {@code w}. */
  WriteOptions deleting() {
    WriteOptions said = writing();
    return new WriteOptions(
        said.w().or(positive("rw")),
        said.pw(),
        said.dw(),
        said.nodeConfirms(),
        said.syncOnWrite(),
        said.timeout());
  }

  /** A quorum of at least one: asking nobody is no read. */
  private Quorum positive(String name) {
    Quorum quorum = quorum(name);
    if (quorum.equals(Quorum.of(0)))
      malformed(Answer.text(400, name + " query parameter must be 1 or more\n"));
    return quorum;
  }

  private Quorum quorum(String name) {
    Optional<String> said = query.first(name);
    if (said.isEmpty()) return Quorum.DEFAULT;
    String text = said.get();
    if (text.matches("-[0-9]+")) {
      malformed(Answer.text(400, name + " query parameter must not be negative\n"));
      return Quorum.DEFAULT;
    }
    Optional<Quorum> quorum =
        text.matches("[0-9]{10,}") ? Optional.of(Quorum.of(Integer.MAX_VALUE)) : Quorum.parse(text);
    if (quorum.isEmpty()) malformed(Answer.text(400, name + NOT_A_QUORUM));
    if (quorum.filter(q -> q.kind() == Quorum.Kind.NUMBER && q.number() > replicas).isPresent())
      unsatisfiable(RefusalAnswer.quorumExceeds(replicas));
    return quorum.orElse(Quorum.DEFAULT);
  }

  private Flag flag(String name) {
    Optional<String> said = query.first(name);
    if (said.isEmpty()) return Flag.DEFAULT;
    Optional<Flag> flag = Flag.parse(said.get());
    if (flag.isEmpty())
      malformed(Answer.text(400, name + " query parameter must be true or false\n"));
    return flag.orElse(Flag.DEFAULT);
  }

  private SyncOnWrite syncOnWrite() {
    Optional<String> said = query.first("sync_on_write");
    if (said.isEmpty()) return SyncOnWrite.DEFAULT;
    Optional<SyncOnWrite> sync = SyncOnWrite.parse(said.get());
    if (sync.isEmpty())
      malformed(
          Answer.text(
              400,
              "sync_on_write query parameter must be one of the following words:"
                  + " [default,backend,one,all]\n"));
    return sync.orElse(SyncOnWrite.DEFAULT);
  }

  /** How long the client means to wait. */
  public Duration timeout() {
    Optional<String> said = query.first("timeout");
    if (said.isEmpty()) return limits.defaultTimeout();
    String text = said.get();
    if (!text.matches("-?[0-9]+")) {
      malformed(Answer.text(400, "Bad timeout value \"" + text + "\"\n"));
      return limits.defaultTimeout();
    }
    if (text.startsWith("-") || text.matches("0+")) {
      unsatisfiable(RefusalAnswer.timedOut());
      return limits.defaultTimeout();
    }
    Duration asked =
        text.length() > 15 ? limits.maxTimeout() : Duration.ofMillis(Long.parseLong(text));
    return asked.compareTo(limits.maxTimeout()) < 0 ? asked : limits.maxTimeout();
  }

  private void malformed(Answer why) {
    malformed = malformed.or(() -> Optional.of(why));
  }

  private void unsatisfiable(Answer why) {
    unsatisfiable = unsatisfiable.or(() -> Optional.of(why));
  }
}
