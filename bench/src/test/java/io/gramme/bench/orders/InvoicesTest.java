package io.gramme.bench.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvoicesTest {

  private static final String HEADER =
      "InvoiceNo,InvoiceDate,CustomerID,Country,Quantity,UnitPrice";

  @Test
  void theBundledFileHoldsEveryInvoiceOnce() {
    Invoices invoices = Invoices.bundled();
    assertThat(invoices.size()).isEqualTo(25_900);
    assertThat(invoices.all().stream().map(Invoice::number)).doesNotHaveDuplicates();
    assertThat(invoices.carts()).hasSize(4_372);
  }

  @Test
  void rowsOfOneInvoiceAreJoinedAndNoItemIsLost() {
    Invoice joined =
        Invoices.parse(
                List.of(
                    HEADER,
                    "536591,12/1/2010 16:57,14606,United Kingdom,30,2.0",
                    "536592,12/1/2010 16:57,14606,United Kingdom,1,1",
                    "536591,12/1/2010 16:58,14606,United Kingdom,10,4.0"))
            .all()
            .get(0);
    assertThat(joined.line()).isEqualTo(new CartLine(40, new BigDecimal("2.5")));
    assertThat(joined.date()).isEqualTo("12/1/2010 16:57");
  }

  @Test
  void anAnonymousSaleHasNoCart() {
    Invoices invoices =
        Invoices.parse(List.of(HEADER, "536414,12/1/2010 11:52,(blank),United Kingdom,56,0"));
    assertThat(invoices.all().get(0).buyer()).isEmpty();
    assertThat(invoices.carts()).isEmpty();
  }

  @Test
  void anOrderReadsAsAnyoneWouldWriteIt() {
    assertThat(Invoice.parse("C1,12/1/2010 8:26,17850,EIRE,-4,3.910").json())
        .isEqualTo(
            "{\"invoice\":\"C1\",\"date\":\"12/1/2010 8:26\",\"customer\":\"17850\","
                + "\"country\":\"EIRE\",\"quantity\":-4,\"price\":3.91}");
  }

  @Test
  void aFileOfSomethingElseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Invoices.parse(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Invoices.parse(List.of("a,b,c")));
    assertThatIllegalArgumentException().isThrownBy(() -> Invoices.parse(List.of(HEADER, "1,2,3")));
  }
}
