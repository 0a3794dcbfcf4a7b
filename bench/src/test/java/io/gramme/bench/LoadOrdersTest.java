package io.gramme.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.bench.orders.Cart;
import io.gramme.bench.orders.Invoices;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LoadOrdersTest {

  private static final int LIMIT = 150;
  private static final String ORDER = "/buckets/orders/keys/536365";
  private static final String CUSTOMER = "17850";
  private static final String CART = "/types/siblings/buckets/carts/keys/" + CUSTOMER;

  private final FakeStore store = new FakeStore(3);
  private final StringWriter said = new StringWriter();

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void everythingIsStoredAndReadBack() {
    assertThat(load()).as(said.toString()).isZero();
    assertThat(said.toString()).contains("mismatches   0").contains("failed       0");
    assertThat(store.at(ORDER)).containsExactly(first().all().get(0).json());
    assertThat(store.at(CART)).containsExactly(cart().json());
  }

  @Test
  void loadingTwiceIsAsGoodAsOnce() {
    load();
    assertThat(load()).as(said.toString()).isZero();
    assertThat(store.at(CART)).containsExactly(cart().json());
  }

  @Test
  void aShorterRunAfterALongerOneFindsNothingWrong() {
    load();
    assertThat(load("--limit", "20")).as(said.toString()).isZero();
  }

  @Test
  void siblingsAreMergedAndNothingOfThemIsLost() {
    Cart earlier = Cart.EMPTY.with(Invoices.bundled().all().get(0));
    store.plant(CART, earlier.json()).plant(CART, Cart.EMPTY.json());
    assertThat(load()).as(said.toString()).isZero();
    assertThat(said.toString()).doesNotContain("siblings     0");
    assertThat(store.at(CART)).containsExactly(cart().json());
  }

  @Test
  void aBusyStoreIsAskedAgain() {
    store.busyAt(request -> request % 9 == 0);
    assertThat(load()).as(said.toString()).isZero();
    assertThat(said.toString()).doesNotContain("asked again  0");
  }

  @Test
  void anAcknowledgedOrderThatIsLostIsAMismatch() {
    store.altering((path, value) -> path.equals(ORDER) ? "" : value);
    assertThat(load()).isEqualTo(1);
    assertThat(said.toString()).contains("mismatches   3").contains("order 536365");
  }

  @Test
  void anOrderThatWasAlteredIsAMismatch() {
    store.altering((path, value) -> path.equals(ORDER) ? value.replace("40", "41") : value);
    assertThat(load()).isEqualTo(1);
    assertThat(said.toString()).contains("\"quantity\":40").contains("\"quantity\":41");
  }

  @Test
  void aCartThatLostAnInvoiceIsAMismatch() {
    String lost = "\"536365\":{\"quantity\":40,\"price\":3.91},";
    store.altering((path, value) -> path.equals(CART) ? value.replace(lost, "") : value);
    assertThat(load()).isEqualTo(1);
    assertThat(said.toString()).contains("cart of 17850").contains("536365");
  }

  @Test
  void aCartWithSomeoneElsesInvoiceIsAMismatch() {
    store.plant(CART, "{\"invoices\":{\"999\":{\"quantity\":1,\"price\":1}}}");
    assertThat(load()).isEqualTo(1);
    assertThat(said.toString()).contains("expected nothing of another").contains("\"999\"");
  }

  @Test
  void siblingsThatNoMergerEndsAreAMismatch() {
    store.altering(
        (path, value) -> {
          if (path.equals(CART)) store.plant(path, value);
          return value;
        });
    assertThat(load()).isEqualTo(1);
    assertThat(said.toString()).contains("expected one version");
  }

  @Test
  void aCartThatIsNoCartFailsInWords() {
    store.plant(CART, "hello");
    assertThat(load()).isEqualTo(1);
    assertThat(said.toString()).contains("cart of 17850: not JSON");
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamed() {
    FakeStore gone = new FakeStore(1);
    gone.close();
    assertThat(run(gone.addresses())).isEqualTo(2);
    assertThat(said.toString()).contains(gone.addresses().get(0) + " does not answer");
  }

  @Test
  void nonsenseOnTheCommandLineIsRefusedInWords() {
    assertThat(load("--limit", "0")).isEqualTo(2);
    assertThat(load("--concurrency", "1025")).isEqualTo(2);
    assertThat(run(List.of("ann"))).isEqualTo(2);
    assertThat(said.toString()).contains("not host:port: ann").contains("--limit must be");
  }

  private int load(String... options) {
    List<String> args = new ArrayList<>(List.of("--limit", "" + LIMIT, "--concurrency", "8"));
    if (options.length > 0 && options[0].equals("--limit")) args.clear();
    args.addAll(List.of(options));
    args.addAll(store.addresses());
    return run(args);
  }

  private int run(List<String> args) {
    CommandLine command = LoadOrders.commandLine();
    command.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    return command.execute(args.toArray(String[]::new));
  }

  private static Invoices first() {
    return Invoices.bundled().first(LIMIT);
  }

  private static Cart cart() {
    return first().carts().get(CUSTOMER);
  }
}
