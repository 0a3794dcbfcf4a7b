package io.gramme.causality;

import io.gramme.causality.VersionVector.Entry;
import io.gramme.model.Blob;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.model.Value.Attribute;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Values that are well formed, whether or not a history could have led to them. */
class CausalityDomain extends DomainContextBase {

  @Provide
  Arbitrary<Context> contexts() {
    return Combinators.combine(vectors(), texts()).as(Context::new);
  }

  @Provide
  Arbitrary<LocalRecord> records() {
    Arbitrary<Mint> mints =
        Combinators.combine(
                Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs().greaterOrEqual(0))
            .as(Mint::new);
    Arbitrary<Terms> terms =
        Combinators.combine(
                Arbitraries.integers().between(1, Terms.MOST_REPLICAS),
                Arbitraries.of(Reconciliation.class))
            .as(Terms::new);
    return Combinators.combine(siblings(), mints, terms).as(LocalRecord::new);
  }

  @Provide
  Arbitrary<Siblings> siblings() {
    return versions()
        .list()
        .ofMaxSize(4)
        .uniqueElements(Version::dot)
        .map(list -> list.stream().sorted(Comparator.comparing(Version::dot)).toList())
        .map(Siblings::new);
  }

  @Provide
  Arbitrary<VersionVector> vectors() {
    return Combinators.combine(Arbitraries.longs(), counters(), times())
        .as(Entry::new)
        .list()
        .ofMaxSize(5)
        .uniqueElements(Entry::actor)
        .map(CausalityDomain::inOrder)
        .map(VersionVector::new);
  }

  private static List<Entry> inOrder(List<Entry> entries) {
    return entries.stream().sorted((a, b) -> Long.compareUnsigned(a.actor(), b.actor())).toList();
  }

  private Arbitrary<Version> versions() {
    Arbitrary<Dot> dots = Combinators.combine(Arbitraries.longs(), counters()).as(Dot::new);
    return Combinators.combine(dots, times(), vectors(), payloads())
        .filter((dot, time, past, payload) -> !past.covers(dot))
        .as(Version::new);
  }

  private Arbitrary<Payload> payloads() {
    Arbitrary<List<Attribute>> attributes =
        Combinators.combine(texts(), texts()).as(Attribute::new).list().ofMaxSize(3);
    Arbitrary<Blob> blobs = Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Blob::wrap);
    return Arbitraries.oneOf(
        Combinators.combine(texts(), attributes, blobs).as(Value::new),
        Arbitraries.create(Tombstone::new));
  }

  /** Any text that is Unicode; a lone surrogate is not, and has no UTF-8. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withCharRange('\u0000', '\ud7ff')
        .withCharRange('\ue000', '\uffff')
        .ofMaxLength(12);
  }

  private static Arbitrary<Long> counters() {
    return Arbitraries.longs().greaterOrEqual(1);
  }

  private static Arbitrary<HybridTime> times() {
    return Arbitraries.longs().greaterOrEqual(0).map(HybridTime::new);
  }
}
