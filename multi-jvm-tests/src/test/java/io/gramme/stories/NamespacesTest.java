package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The namespaces of the stories leave a machine as they found it. */
class NamespacesTest {

  @Test
  void whateverFailsOnTheWayNothingIsLeft() {
    int steps = steps();
    assertThat(steps).isGreaterThan(20);
    for (int failing = 1; failing <= steps; failing++) {
      Machine machine = new Machine(failing);
      Namespaces namespaces = Namespaces.of(3, machine::run);
      try {
        namespaces.setUp();
        // There are kernels without the one thing that it can do without.
        assertThat(machine.failed).contains("sh");
        namespaces.close();
      } catch (UncheckedIOException e) {
        assertThat(e).hasMessageContaining("in this test");
      }
      assertThat(machine.things).as("left after %s", machine.failed).isEmpty();
    }
  }

  @Test
  void whatWillNotGoDoesNotKeepTheRest() {
    int steps = steps();
    Machine machine = new Machine(steps + 1);
    Namespaces namespaces = Namespaces.of(3, machine::run);
    namespaces.setUp();
    assertThatThrownBy(namespaces::close).hasMessageContaining("could be taken down");
    assertThat(machine.things).isEmpty();
  }

  @Test
  void whatWasCutIsMendedInReverse() {
    Machine machine = new Machine(0);
    try (Namespaces namespaces = Namespaces.of(3, machine::run)) {
      namespaces.setUp();
      namespaces.blackhole(1, 2);
      namespaces.lose(1, 2);
      namespaces.heal();
      assertThat(machine.last).contains("route", "del", namespaces.peersAddress(2) + "/32");
    }
  }

  private static int steps() {
    Machine machine = new Machine(0);
    Namespaces namespaces = Namespaces.of(3, machine::run);
    namespaces.setUp();
    int steps = machine.step;
    assertThat(machine.things).hasSize(7);
    namespaces.close();
    return steps;
  }

  /**
   * A machine on which one command fails, if any, having done its work: the worst case. It knows
   * what it was told to make and has not unmade.
   */
  private static final class Machine {

    private final Set<String> things = new HashSet<>();
    private final int failing;
    private List<String> last = List.of();
    private List<String> failed = List.of();
    private int step;

    Machine(int failing) {
      this.failing = failing;
    }

    String run(List<String> command) {
      last = command;
      String what = String.join(" ", command);
      if (what.startsWith("ip netns add") || what.startsWith("ip link add"))
        assertThat(things.add(command.get(3))).as(what).isTrue();
      if (what.startsWith("ip netns del") || what.startsWith("ip link del"))
        things.remove(command.get(3));
      if (++step == failing) {
        failed = command;
        throw new UncheckedIOException(new IOException(command + " fails in this test"));
      }
      return "";
    }
  }
}
