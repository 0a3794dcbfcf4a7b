package io.gramme.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Key;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class HashTreeProperties {

  /** One write: from then on the key holds so many versions of that actor; 0 is a forgotten key. */
  record Write(int key, int actor, int versions) {}

  @Property(tries = 300)
  void anIncrementalTreeEqualsOneBuiltFromScratch(
      @ForAll("writes") List<Write> writes, @ForAll("shapes") TreeShape shape) {
    HashTree incremental = HashTree.empty(shape);
    Map<Key, Siblings> contents = new HashMap<>();
    for (Write write : writes) apply(write, contents, incremental);
    assertSame(incremental, built(shape, contents, new Random(0)));
  }

  @Property(tries = 300)
  void theOrderOfUpdatesDoesNotMatter(@ForAll("writes") List<Write> writes, @ForAll Random random) {
    Map<Key, Siblings> contents = contents(writes);
    assertSame(
        built(TreeShape.DEFAULT, contents, random), built(TreeShape.DEFAULT, contents, random));
  }

  @Property(tries = 500)
  void rootsAreEqualIfAndOnlyIfContentsAre(
      @ForAll("writes") List<Write> ann,
      @ForAll("writes") List<Write> bob,
      @ForAll("shapes") TreeShape shape) {
    HashTree mine = built(shape, contents(ann), new Random(1));
    HashTree theirs = built(shape, contents(bob), new Random(2));
    assertThat(mine.root() == theirs.root()).isEqualTo(contents(ann).equals(contents(bob)));
  }

  @Property(tries = 300)
  void theLeavesThatDifferAreThoseOfTheKeysThatDiffer(
      @ForAll("writes") List<Write> ann,
      @ForAll("writes") List<Write> bob,
      @ForAll("shapes") TreeShape shape) {
    Map<Key, Siblings> mine = contents(ann);
    Map<Key, Siblings> theirs = contents(bob);
    Set<Key> keys = new HashSet<>(mine.keySet());
    keys.addAll(theirs.keySet());
    Set<Integer> expected =
        keys.stream()
            .filter(key -> !held(mine, key).equals(held(theirs, key)))
            .map(key -> shape.leafOf(EntryDigest.of(key, Siblings.NONE).keyHash()))
            .collect(Collectors.toCollection(TreeSet::new));
    List<TreeNode> found =
        built(shape, mine, new Random(1)).differences(built(shape, theirs, new Random(2)));
    assertThat(found).extracting(TreeNode::index).containsExactlyElementsOf(expected);
  }

  @Property(tries = 100)
  void bytesBringTheSameTreeBack(
      @ForAll("writes") List<Write> writes, @ForAll("shapes") TreeShape shape) {
    HashTree tree = built(shape, contents(writes), new Random(0));
    assertSame(tree, HashTree.fromBytes(tree.toBytes()));
  }

  @Property(tries = 100)
  void bytesCutShortAreRefused(@ForAll @IntRange(min = 0, max = 8194) int length) {
    byte[] bytes = HashTree.empty(TreeShape.DEFAULT).toBytes();
    assertThatThrownBy(() -> HashTree.fromBytes(Arrays.copyOf(bytes, length)))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Example
  void theDigestDependsOnTheDotsAlone() {
    Key cart = Key.of("shop", "cart");
    Version milk = version(new Dot(1, 1), Value.text("milk"));
    Version gone =
        new Version(new Dot(1, 1), HybridTime.ofMillis(9), VersionVector.EMPTY, new Tombstone());
    Version other = version(new Dot(1, 2), Value.text("milk"));
    EntryDigest digest = EntryDigest.of(cart, Siblings.of(milk));
    assertThat(EntryDigest.of(cart, Siblings.of(gone))).isEqualTo(digest);
    assertThat(EntryDigest.of(cart, Siblings.of(other))).isNotEqualTo(digest);
    assertThat(EntryDigest.of(Key.of("shop", "cart2"), Siblings.of(milk))).isNotEqualTo(digest);
  }

  @Example
  void swappingTheContentsOfTwoLeavesShows() {
    HashTree mine = HashTree.empty(TreeShape.DEFAULT);
    HashTree theirs = HashTree.empty(TreeShape.DEFAULT);
    mine.setLeaf(1, 11);
    mine.setLeaf(2, 22);
    theirs.setLeaf(1, 22);
    theirs.setLeaf(2, 11);
    assertThat(mine.differences(theirs)).containsExactly(new TreeNode(2, 1), new TreeNode(2, 2));
  }

  /** The digest is part of what nodes of different versions must agree on. */
  @Example
  void theDigestStaysTheSameForEver() {
    Siblings milk = Siblings.of(version(new Dot(7, 3), Value.text("milk")));
    assertThat(EntryDigest.of(Key.of("shop", "cart"), milk))
        .isEqualTo(new EntryDigest(198096980928633314L, 2481647313203099624L));
  }

  private static void apply(Write write, Map<Key, Siblings> contents, HashTree tree) {
    Key key = Key.of("shop", "key" + write.key());
    Siblings after = siblings(write);
    EntryDigest before = EntryDigest.of(key, held(contents, key));
    tree.replace(before.keyHash(), before.digest(), EntryDigest.of(key, after).digest());
    if (after.isEmpty()) contents.remove(key);
    else contents.put(key, after);
  }

  private static Map<Key, Siblings> contents(List<Write> writes) {
    Map<Key, Siblings> contents = new HashMap<>();
    for (Write write : writes) apply(write, contents, HashTree.empty(new TreeShape(2, 1)));
    return contents;
  }

  private static HashTree built(TreeShape shape, Map<Key, Siblings> contents, Random random) {
    HashTree tree = HashTree.empty(shape);
    List<Key> keys = new ArrayList<>(contents.keySet());
    Collections.shuffle(keys, random);
    for (Key key : keys) {
      EntryDigest digest = EntryDigest.of(key, contents.get(key));
      tree.replace(digest.keyHash(), EntryDigest.ABSENT, digest.digest());
    }
    return tree;
  }

  private static void assertSame(HashTree one, HashTree other) {
    assertThat(one.toBytes()).isEqualTo(other.toBytes());
    assertThat(one.root()).isEqualTo(other.root());
    for (int index = 0; index < one.shape().nodesAt(1); index++) {
      TreeNode node = new TreeNode(1, index);
      assertThat(one.hash(node)).isEqualTo(other.hash(node));
    }
  }

  private static Siblings held(Map<Key, Siblings> contents, Key key) {
    return contents.getOrDefault(key, Siblings.NONE);
  }

  private static Siblings siblings(Write write) {
    List<Version> versions = new ArrayList<>();
    for (int counter = 1; counter <= write.versions(); counter++) {
      versions.add(version(new Dot(write.actor(), counter), Value.text("v" + counter)));
    }
    return new Siblings(versions);
  }

  private static Version version(Dot dot, Value value) {
    return new Version(dot, HybridTime.ofMillis(1), VersionVector.EMPTY, value);
  }

  @Provide
  Arbitrary<List<Write>> writes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(1, 2),
            Arbitraries.integers().between(0, 2))
        .as(Write::new)
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<TreeShape> shapes() {
    return Arbitraries.of(
        TreeShape.DEFAULT, new TreeShape(2, 1), new TreeShape(4, 3), new TreeShape(256, 2));
  }
}
