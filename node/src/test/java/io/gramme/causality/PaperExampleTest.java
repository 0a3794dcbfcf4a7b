package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord.Write;
import io.gramme.causality.LocalRecord.Written;
import io.gramme.model.Value;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The evolution of one object from D1 to D5, as Dynamo §4.4 draws it (figure 3). */
class PaperExampleTest {

  private static final Map<Long, String> NAMES = Map.of(1L, "Sx", 2L, "Sy", 3L, "Sz");
  private static final long INCARNATION = 77;
  private static final int VECTOR_LIMIT = 10;

  private final Written d1 = write("D1", LocalRecord.NONE, 1, VersionVector.EMPTY);
  private final Written d2 = write("D2", d1.record(), 1, read(d1.record().siblings()));
  private final Siblings afterD2 = d2.record().siblings();
  private final Written d3 = write("D3", LocalRecord.NONE.merge(afterD2), 2, read(afterD2));
  private final Written d4 = write("D4", LocalRecord.NONE.merge(afterD2), 3, read(afterD2));
  private final Siblings d3AndD4 = d3.record().siblings().merge(d4.record().siblings());
  private final Written d5 = write("D5", d2.record().merge(d3AndD4), 1, read(d3AndD4));

  @Test
  void everyVectorIsThePapers() {
    assertThat(vector(d1)).isEqualTo(Map.of("Sx", 1L));
    assertThat(vector(d2)).isEqualTo(Map.of("Sx", 2L));
    assertThat(vector(d3)).isEqualTo(Map.of("Sx", 2L, "Sy", 1L));
    assertThat(vector(d4)).isEqualTo(Map.of("Sx", 2L, "Sz", 1L));
    assertThat(vector(d5)).isEqualTo(Map.of("Sx", 3L, "Sy", 1L, "Sz", 1L));
  }

  @Test
  void d2OverwritesD1() {
    assertThat(d2.version().supersedes(d1.version())).isTrue();
    assertThat(d1.version().supersedes(d2.version())).isFalse();
    assertThat(afterD2).isEqualTo(Siblings.of(d2.version()));
    assertThat(afterD2.merge(d1.record().siblings())).isEqualTo(afterD2);
  }

  @Test
  void d3AndD4AreSiblings() {
    assertThat(d3.version().supersedes(d4.version())).isFalse();
    assertThat(d4.version().supersedes(d3.version())).isFalse();
    assertThat(d3AndD4.versions()).containsExactly(d3.version(), d4.version());
  }

  @Test
  void d5ReconcilesBothOnWhicheverNodeItArrives() {
    assertThat(d5.version().supersedes(d3.version())).isTrue();
    assertThat(d5.version().supersedes(d4.version())).isTrue();
    assertThat(d3.record().merge(d5.record().siblings()).siblings())
        .isEqualTo(d4.record().merge(d5.record().siblings()).siblings())
        .isEqualTo(Siblings.of(d5.version()));
  }

  /** What a client brings along that was shown these siblings. */
  private static VersionVector read(Siblings siblings) {
    return Context.decode(new Context(siblings.seen(), "").encoded()).seen();
  }

  private static Written write(String what, LocalRecord record, long actor, VersionVector seen) {
    Write write = new Write(seen, Value.text(what), HybridTime.ofMillis(1), VECTOR_LIMIT);
    return record.write(write, INCARNATION, () -> actor);
  }

  /** Past and dot in one, as the paper writes the clock of a version. */
  private static Map<String, Long> vector(Written written) {
    Version version = written.version();
    Map<String, Long> named = new TreeMap<>();
    version
        .past()
        .with(version.dot(), version.time())
        .entries()
        .forEach(entry -> named.put(NAMES.get(entry.actor()), entry.counter()));
    return named;
  }
}
