package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.RawConnection.Kind;
import io.gramme.stories.RawConnection.Received;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator who stops a node breaks nobody's request. */
class CleanStopTest {

  @RegisterExtension static final Jvms JVMS = Jvms.three();

  private static final int CONNECTIONS = 4;

  @Test
  void aRequestThatWasAcceptedIsAnsweredAfterTheStopHasBegun() throws IOException {
    StoryNode node = JVMS.node(1);
    Place place = Place.plain("pages", "half sent");
    try (RawConnection client = RawConnection.to(node.client().port())) {
      client.send(RawConnection.head(place, 8, "Expect: 100-continue"));
      assertThat(client.receive().status()).as("the node waits for the body").isEqualTo(100);
      node.jvm().askToStop();
      Waiting.that(node + " listens no more")
          .until(() -> RawConnection.isRefused(node.client().port()));
      client.send("the body");
      Received answer = client.receive();
      assertThat(answer.status()).as("%s", answer).isEqualTo(204);
    }
    assertThat(node.jvm().exitCode()).as("exit code of %s", node).isZero();
    assertThat(JVMS.node(2).client().get(place).values()).containsExactly("the body");
  }

  @Test
  void underLoadEveryRequestIsAnsweredWhollyOrNotAtAll() throws InterruptedException {
    StoryNode node = JVMS.node(1);
    Queue<Received> received = new ConcurrentLinkedQueue<>();
    History history = new History();
    AtomicInteger numbers = new AtomicInteger();
    List<Thread> writers =
        IntStream.range(0, CONNECTIONS)
            .mapToObj(i -> new Thread(() -> writeUntilClosed(node, numbers, received, history)))
            .toList();
    writers.forEach(Thread::start);
    Waiting.that("writes are acknowledged").until(() -> history.size() >= 200);

    assertThat(node.stop()).as("exit code of %s", node).isZero();
    for (Thread writer : writers) writer.join();

    assertThat(received).as("no half answers").noneMatch(each -> each.kind() == Kind.HALF);
    assertThat(received)
        .filteredOn(each -> each.kind() == Kind.WHOLE)
        .as("done, or refused in so many words")
        .allMatch(each -> each.status() == 204 || each.status() == 503);
    assertThat(history.missingFor(JVMS.node(2).client(), 2)).isEmpty();
    JVMS.startAll();
    JVMS.alone(
        node, () -> assertThat(history.missingFor(node.client(), 1)).as("its own disk").isEmpty());
  }

  private static void writeUntilClosed(
      StoryNode node, AtomicInteger numbers, Queue<Received> received, History history) {
    Kind last = Kind.WHOLE;
    try (RawConnection client = RawConnection.to(node.client().port())) {
      while (last == Kind.WHOLE) {
        String value = "v" + numbers.incrementAndGet();
        Place place = Place.plain("loaded", value);
        client.send(RawConnection.head(place.with("w", 3), value.length()) + value);
        Received answer = client.receive();
        received.add(answer);
        last = answer.kind();
        if (answer.status() == 204) history.acknowledged(place, value);
      }
    } catch (IOException e) {
      // The connection was closed before the request was sent: nothing was promised.
      received.add(new Received(Kind.NOTHING, 0, ""));
    }
  }
}
