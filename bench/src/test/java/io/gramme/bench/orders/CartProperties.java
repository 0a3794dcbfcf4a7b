package io.gramme.bench.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CartProperties {

  @Property
  void mergingCommutes(@ForAll("carts") Cart a, @ForAll("carts") Cart b) {
    assertThat(a.merge(b)).isEqualTo(b.merge(a));
  }

  @Property
  void mergingAssociates(
      @ForAll("carts") Cart a, @ForAll("carts") Cart b, @ForAll("carts") Cart c) {
    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
  }

  @Property
  void mergingTwiceIsMergingOnce(@ForAll("carts") Cart a, @ForAll("carts") Cart b) {
    assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
  }

  @Property
  void theEmptyCartAddsNothing(@ForAll("carts") Cart a) {
    assertThat(a.merge(Cart.EMPTY)).isEqualTo(a);
  }

  @Property
  void nothingThatWasInEitherIsLost(@ForAll("carts") Cart a, @ForAll("carts") Cart b) {
    Cart both = a.merge(b);
    assertThat(both.lines().keySet())
        .containsAll(a.lines().keySet())
        .containsAll(b.lines().keySet());
    assertThat(both.lines().entrySet())
        .allMatch(
            line -> a.lines().entrySet().contains(line) || b.lines().entrySet().contains(line));
  }

  @Property
  void whatACartHoldsAndLacksAgree(@ForAll("carts") Cart a, @ForAll("carts") Cart b) {
    assertThat(a.holds(b)).isEqualTo(b.without(a).isEmpty());
  }

  @Property
  void jsonComesBackAsTheSameCart(@ForAll("carts") Cart a) throws MalformedCartException {
    assertThat(Cart.parse(a.json())).isEqualTo(a);
  }

  @Property
  void equalCartsHaveTheSameText(@ForAll("carts") Cart a, @ForAll("carts") Cart b) {
    assertThat(a.merge(b).json()).isEqualTo(b.merge(a).json());
  }

  @Example
  void aCartReadsAsAnyoneWouldWriteIt() {
    Invoice invoice = Invoice.parse("536365,12/1/2010 8:26,17850,United Kingdom,40,100.0");
    assertThat(Cart.EMPTY.with(invoice).json())
        .isEqualTo("{\"invoices\":{\"536365\":{\"quantity\":40,\"price\":100}}}");
  }

  @Property
  void whatIsNoCartIsRefused(@ForAll("nonsense") String text) {
    assertThatThrownBy(() -> Cart.parse(text)).isInstanceOf(MalformedCartException.class);
  }

  @Provide
  Arbitrary<String> nonsense() {
    return Arbitraries.of(
        "",
        "hello",
        "[]",
        "{}",
        "{\"invoices\":3}",
        "{\"invoices\":{\"1\":{}}}",
        "{\"invoices\":{\"1\":{\"quantity\":1.5,\"price\":1}}}",
        "{\"invoices\":{\"1\":{\"quantity\":1,\"price\":\"1\"}}}",
        "{\"invoices\":{}} {}");
  }

  @Provide
  Arbitrary<Cart> carts() {
    Arbitrary<BigDecimal> prices =
        Arbitraries.bigDecimals()
            .between(BigDecimal.valueOf(-500), BigDecimal.valueOf(500))
            .ofScale(4);
    Arbitrary<CartLine> lines =
        Combinators.combine(Arbitraries.longs().between(-9, 99), prices).as(CartLine::new);
    Arbitrary<Map<String, CartLine>> carts =
        Arbitraries.maps(Arbitraries.of("536365", "536366", "C536379", "A563185"), lines);
    return carts.map(map -> new Cart(new TreeMap<>(map)));
  }
}
